/** Photos of the made-up library that are alike, and what becomes of them. */
import type { ComparingView } from '../generated/ComparingView';
import type { DuplicateDecided } from '../generated/DuplicateDecided';
import type { DuplicateDecision } from '../generated/DuplicateDecision';
import type { DuplicateGroup } from '../generated/DuplicateGroup';
import type { DuplicatePhoto } from '../generated/DuplicatePhoto';
import type { DuplicatesQuery } from '../generated/DuplicatesQuery';
import type { DuplicatesView } from '../generated/DuplicatesView';
import type { MadePhotos } from './photos';

/** Where each group begins among the photos, how it is held together, and what was done to each copy. */
const GROUPS: readonly [from: number, kind: 'exact' | 'near' | 'burst', turns: readonly number[]][] = [
  [40, 'burst', [1, 1, 1, 1]],
  [30, 'near', [1, 6]],
  [20, 'exact', [1, 1, 1]],
  [10, 'near', [1, 1, 2, 1]],
];

export class MadeAlike {
  comparing: ComparingView = { left: 0, paused: false };
  readonly #photos: MadePhotos;
  readonly #decided = new Map<number, readonly number[]>();
  #next = 1;

  constructor(photos: MadePhotos) {
    this.#photos = photos;
  }

  /** Groups of copies that wait for a decision. */
  get count(): number {
    return this.#groups('copies').length;
  }

  page({ sort = 'copies', below, limit = 0 }: DuplicatesQuery): DuplicatesView {
    const all = this.#groups(sort).filter((group) => below === undefined || group.id < below);
    const shown = all.slice(0, limit === 0 ? 50 : limit);
    return { groups: shown, more: all.length > shown.length, waiting: 0 };
  }

  decide(decision: DuplicateDecision): DuplicateDecided {
    const rest = decision.photos.filter((id) => id !== decision.keep);
    if (decision.verdict === 'keep_all') {
      this.#decided.set(this.#next, decision.photos);
      return { decision, parted: this.#next++, before: [] };
    }
    const before = rest.map((photo) => ({ photo, rating: this.#photos.tile(photo).rating }));
    for (const id of rest) this.#photos.change(id, { rating: -1 });
    return { decision, parted: null, before };
  }

  undo(decided: DuplicateDecided): void {
    if (decided.parted !== null) this.#decided.delete(decided.parted);
    for (const { photo, rating } of decided.before) this.#photos.change(photo, { rating });
  }

  #groups(sort: 'copies' | 'bursts'): DuplicateGroup[] {
    if (this.#photos.ids.length < 60) return [];
    return GROUPS.filter(([, kind]) => (kind === 'burst') === (sort === 'bursts'))
      .map(([from, kind, turns]) => this.#group(from, kind, turns))
      .filter((group) => group.photos.length > 1 && !this.#stays(group));
  }

  #stays(group: DuplicateGroup): boolean {
    return [...this.#decided.values()].some((ids) => group.photos.every((photo) => ids.includes(photo.id)));
  }

  #group(from: number, kind: 'exact' | 'near' | 'burst', turns: readonly number[]): DuplicateGroup {
    const ids = this.#photos.ids.slice(from, from + turns.length);
    const photos = ids
      .map((id, at): DuplicatePhoto => this.#photo(id, at, kind, turns[at] ?? 1))
      .filter((photo) => photo.rating !== -1);
    const best = kind === 'burst' ? (photos[1] ?? photos[0]) : photos[0];
    const reason = kind === 'burst' ? 'sharpest' : kind === 'exact' ? 'oldest' : 'largest';
    return { id: ids[0] ?? 0, kind, keep: best?.id ?? 0, reason, photos, total: photos.length };
  }

  #photo(id: number, at: number, kind: 'exact' | 'near' | 'burst', turn: number): DuplicatePhoto {
    const { version, name, rating } = this.#photos.tile(id);
    const small = kind === 'near' && at > 1;
    return {
      id,
      version,
      name,
      path: `/home/ada/Pictures/${name}`,
      format: 'jpeg',
      bytes: small ? 412_000 : 8_400_000 - (kind === 'near' ? at * 1_000_000 : 0),
      width: small ? 1600 : 6000,
      height: small ? 1067 : 4000,
      taken: '2026-06-18T22:41:07',
      score: 82 - at,
      sharpness: kind === 'burst' && at === 1 ? 91 : 70 - at,
      rating,
      alike: at === 0 || kind === 'burst' ? null : kind,
      bits: kind === 'near' ? at : 0,
      turn,
    };
  }
}
