/** What is said about many photos at once. Pure. */
import type { PhotoList } from '../../grid/photolist';
import type { TileView } from '../../ipc/generated/TileView';

export interface Summary {
  /** First and last capture, local ms; null when none is known. */
  readonly from: number | null;
  readonly to: number | null;
  /** Of the tiles known. */
  readonly failed: number;
  readonly waiting: number;
  /** Photos with a model's words nobody accepted. */
  readonly unreviewed: number;
  /** The rating all share; null when they differ. */
  readonly rating: number | null;
}

/** From the list in memory: asks for nothing. */
export function span(
  list: PhotoList,
  has: (id: number) => boolean,
): { from: number | null; to: number | null } {
  let from = Infinity;
  let to = -Infinity;
  for (let i = 0; i < list.n; i++) {
    const id = list.id[i];
    const ms = list.dayMs[i];
    if (id === undefined || ms === undefined || !has(id)) continue;
    if (ms < from) from = ms;
    if (ms > to) to = ms;
  }
  return from <= to ? { from, to } : { from: null, to: null };
}

export function summarise(
  dates: { from: number | null; to: number | null },
  tiles: readonly TileView[],
): Summary {
  const first = tiles[0]?.rating ?? null;
  return {
    ...dates,
    failed: tiles.filter((tile) => tile.state === 'failed').length,
    waiting: tiles.filter((tile) => tile.state === 'new').length,
    unreviewed: tiles.filter((tile) => tile.hasModelWords).length,
    rating: tiles.every((tile) => tile.rating === first) ? first : null,
  };
}
