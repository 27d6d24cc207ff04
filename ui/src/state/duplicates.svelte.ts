/** Groups of photos that are alike. Asked for when their list opens, when the library says that there are others, and page by page. */
import type { DuplicateDecided } from '../ipc/generated/DuplicateDecided';
import type { DuplicateGroup } from '../ipc/generated/DuplicateGroup';
import type { DuplicateSort } from '../ipc/generated/DuplicateSort';
import type { DuplicateVerdict } from '../ipc/generated/DuplicateVerdict';
import type { ErrorView } from '../ipc/generated/ErrorView';
import { asError, type Transport } from '../ipc/transport';

/** Groups of a page. */
const PAGE = 50;

/** What makes a group the one that it is: its photos. Its number may be another's tomorrow. */
export function keyOf(group: Pick<DuplicateGroup, 'photos'>): string {
  return group.photos
    .map((photo) => photo.id)
    .sort((a, b) => a - b)
    .join(' ');
}

export class Duplicates {
  sort = $state<DuplicateSort>('copies');
  groups = $state.raw<readonly DuplicateGroup[]>([]);
  /** There are more than these. */
  more = $state(false);
  /** Photos that have not been compared yet. */
  waiting = $state(0);
  loaded = $state(false);
  error = $state.raw<ErrorView | null>(null);
  #asked = 0;
  /** Groups that were decided: the library takes a moment to let them go. */
  readonly #decided = new Set<string>();

  constructor(private readonly transport: Transport) {}

  async show(sort: DuplicateSort): Promise<void> {
    this.sort = sort;
    this.groups = [];
    this.loaded = false;
    await this.load();
  }

  /** Reads as many groups anew as are shown. */
  async load(): Promise<void> {
    await this.#read([], Math.max(PAGE, this.groups.length));
  }

  async loadMore(): Promise<void> {
    if (this.more) await this.#read(this.groups, PAGE);
  }

  /** Decides about a group; it leaves the list at once, and comes back when that cannot be stored. Rejects with an ErrorView. */
  async decide(group: DuplicateGroup, keep: number, verdict: DuplicateVerdict): Promise<DuplicateDecided> {
    const key = keyOf(group);
    this.#decided.add(key);
    this.groups = this.groups.filter((one) => keyOf(one) !== key);
    try {
      const photos = group.photos.map((photo) => photo.id);
      return await this.transport.decideDuplicates({ photos, keep, verdict });
    } catch (error) {
      this.#decided.delete(key);
      throw error;
    } finally {
      await this.load();
    }
  }

  async undo(decided: DuplicateDecided): Promise<void> {
    await this.transport.undoDuplicates(decided);
    this.#decided.delete([...decided.decision.photos].sort((a, b) => a - b).join(' '));
    await this.load();
  }

  async #read(before: readonly DuplicateGroup[], limit: number): Promise<void> {
    const asked = ++this.#asked;
    const below = before.at(-1)?.id;
    try {
      const page = await this.transport.duplicates({
        sort: this.sort,
        limit: Math.min(limit, 199),
        ...(below === undefined ? {} : { below }),
      });
      if (asked !== this.#asked) return;
      this.groups = [...before, ...page.groups.filter((group) => !this.#decided.has(keyOf(group)))];
      this.more = page.more;
      this.waiting = page.waiting;
      this.error = null;
      this.loaded = true;
    } catch (error) {
      if (asked === this.#asked) this.error = asError(error);
    }
  }
}
