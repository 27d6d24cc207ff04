/** The words that wait for the user. Asked for when the tray opens, and anew after each decision. */
import type { Decided } from '../ipc/generated/Decided';
import type { ErrorView } from '../ipc/generated/ErrorView';
import type { HeldView } from '../ipc/generated/HeldView';
import type { VerdictView } from '../ipc/generated/VerdictView';
import { asError, type Transport } from '../ipc/transport';

/** What makes a word one of its own: it may wait as a tag and as a category. */
export function keyOf(word: Pick<HeldView, 'kind' | 'text'>): string {
  return `${word.kind} ${word.text}`;
}

export class Review {
  words = $state.raw<readonly HeldView[]>([]);
  /** More wait than are shown. */
  more = $state(false);
  loaded = $state(false);
  error = $state.raw<ErrorView | null>(null);
  #asked = 0;
  /** Words whose decision is on its way: they are not shown again meanwhile. */
  readonly #deciding = new Set<string>();

  constructor(private readonly transport: Transport) {}

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await this.transport.review();
      if (asked !== this.#asked) return;
      this.words = view.words.filter((word) => !this.#deciding.has(keyOf(word)));
      this.more = view.more;
      this.error = null;
      this.loaded = true;
    } catch (error) {
      if (asked === this.#asked) this.error = asError(error);
    }
  }

  /** Decides about a word; it leaves the list at once, and comes back when that cannot be stored. Rejects with an ErrorView. */
  async decide(word: HeldView, verdict: VerdictView): Promise<Decided> {
    const key = keyOf(word);
    this.#deciding.add(key);
    this.words = this.words.filter((one) => keyOf(one) !== key);
    try {
      return await this.transport.decideWord({ kind: word.kind, text: word.text, verdict });
    } finally {
      this.#deciding.delete(key);
      await this.load();
    }
  }

  async undo(decided: Decided): Promise<void> {
    await this.transport.undoDecision(decided);
    await this.load();
  }
}
