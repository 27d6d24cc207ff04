/** Short notices at the foot of the window, and what can be undone. Knows nothing of photos. */
import type { NoticeLevel } from '../ipc/generated/NoticeLevel';

export interface ToastAction {
  readonly label: string;
  readonly run: () => void | Promise<void>;
}

export interface Toast {
  readonly id: number;
  readonly level: NoticeLevel;
  readonly text: string;
  /** To copy, behind a disclosure. */
  readonly detail?: string;
  readonly action?: ToastAction;
}

export type NewToast = Omit<Toast, 'id'>;

/** Long enough to read and to reach the undo; errors stay until they are closed. */
const SHOWN_MS = 8000;
/** More at once hide the photographs. */
const MOST = 4;
/** Steps that Ctrl+Z can take back. */
const UNDO_DEPTH = 50;

export class Toasts {
  items = $state.raw<readonly Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #undo: { toast: number; run: () => void | Promise<void> }[] = [];

  show(toast: NewToast): number {
    const id = this.#next++;
    this.items = [...this.items, { ...toast, id }].slice(-MOST);
    if (toast.level !== 'error') this.resume(id);
    return id;
  }

  /** A change the user can take back, with the toast's button or Ctrl+Z. `label` is the button's text. */
  undoable(text: string, label: string, run: () => void | Promise<void>): number {
    const step = { toast: 0, run };
    const id = this.show({
      level: 'info',
      text,
      action: { label, run: () => this.#take(step) },
    });
    step.toast = id;
    this.#undo = [...this.#undo, step].slice(-UNDO_DEPTH);
    return id;
  }

  /** Takes the last undoable change back; false when there is none. */
  undoLast(): boolean {
    const step = this.#undo.at(-1);
    if (!step) return false;
    void this.#take(step);
    return true;
  }

  dismiss(id: number): void {
    this.hold(id);
    this.items = this.items.filter((toast) => toast.id !== id);
  }

  /** The pointer or the focus is on it: it stays. */
  hold(id: number): void {
    const timer = this.#timers.get(id);
    if (timer !== undefined) clearTimeout(timer);
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.hold(id);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), SHOWN_MS),
    );
  }

  async #take(step: { toast: number; run: () => void | Promise<void> }): Promise<void> {
    this.#undo = this.#undo.filter((other) => other !== step);
    this.dismiss(step.toast);
    await step.run();
  }
}
