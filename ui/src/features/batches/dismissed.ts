/** Which ended batches the user has put away; remembered on this machine, bounded. Draws nothing. */

const STORED = 'pothos.dismissed.1';
/** The snapshot brings at most 50; older numbers never come again. */
const KEPT = 200;

export type Store = Pick<Storage, 'getItem' | 'setItem'>;

export function readDismissed(store: Store | null): ReadonlySet<number> {
  try {
    const stored: unknown = JSON.parse(store?.getItem(STORED) ?? '[]');
    if (!Array.isArray(stored)) return new Set();
    return new Set(stored.filter((one): one is number => typeof one === 'number'));
  } catch {
    return new Set();
  }
}

export function writeDismissed(store: Store | null, dismissed: ReadonlySet<number>): void {
  try {
    store?.setItem(STORED, JSON.stringify([...dismissed].slice(-KEPT)));
  } catch {
    // A full or forbidden store only means that an ended batch is shown once more.
  }
}
