/** Every key the window knows, in one list: it is what is pressed and what the key help shows. */
import { untrack } from 'svelte';
import type { MessageKey } from '../i18n';

export type KeyGroup = 'move' | 'select' | 'mark' | 'look' | 'find' | 'window' | 'words';

export interface KeyBinding {
  /** E.g. `mod+a`, `shift+arrowleft`, `z`, `?`. `mod` is Ctrl, on a Mac Command. Any one of them. */
  readonly combos: readonly string[];
  readonly group: KeyGroup;
  /** Message key of what it does. */
  readonly label: MessageKey;
  /** Returns false when it did not apply, and the next binding or the browser gets the key. */
  readonly run: (event: KeyboardEvent) => unknown;
  /** Also while the caret is in a text field. */
  readonly inFields?: boolean;
}

export class Keys {
  list = $state.raw<readonly KeyBinding[]>([]);

  /** Adds bindings; the latest added is asked first. Returns how to take them away again. */
  bind(bindings: readonly KeyBinding[]): () => void {
    // Called from effects, which must not run again because another one added its keys.
    untrack(() => (this.list = [...bindings, ...this.list]));
    return () => {
      untrack(() => (this.list = this.list.filter((binding) => !bindings.includes(binding))));
    };
  }

  /** Gives the key to the first binding that wants it. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const combo = comboOf(event);
    const typing = isField(event.target);
    for (const binding of this.list) {
      if (!binding.combos.includes(combo)) continue;
      if (typing && !binding.inFields) continue;
      if (binding.run(event) !== false) {
        event.preventDefault();
        return;
      }
    }
  }
}

/** The name of what was pressed, as in {@link KeyBinding.combos}. */
export function comboOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const named = key.length > 1 || /[a-z]/.test(key);
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push('mod');
  if (event.altKey) parts.push('alt');
  // With signs such as `?` shift is already in the key.
  if (event.shiftKey && named) parts.push('shift');
  parts.push(key);
  return parts.join('+');
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type)
  );
}
