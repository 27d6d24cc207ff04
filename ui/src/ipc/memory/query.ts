/** Which made-up photos a query wants, and the packed form of the answer. */
import type { Facets } from '../generated/Facets';
import type { FacetCount } from '../generated/FacetCount';
import type { Query } from '../generated/Query';
import type { MadePhotos } from './photos';

/** The ids of the query in order. */
export function idsOf(photos: MadePhotos, query: Query, latest: ReadonlySet<number>): number[] {
  const { sort = 'newest', ...restriction } = query;
  const wanted =
    Object.keys(restriction).length === 0
      ? [...photos.ids]
      : photos.ids.filter((id) => fits(photos, id, query, latest));
  const day = (id: number): number => photos.dayMs(id);
  switch (sort) {
    case 'newest':
    case 'match':
      return wanted.sort((a, b) => day(b) - day(a) || b - a);
    case 'oldest':
      return wanted.sort((a, b) => day(a) - day(b) || a - b);
    case 'added':
      return wanted.sort((a, b) => b - a);
    case 'best':
      return wanted.sort((a, b) => photos.rating(b) - photos.rating(a) || b - a);
    case 'name':
      return wanted.sort((a, b) => photos.name(a).localeCompare(photos.name(b)));
  }
}

function fits(photos: MadePhotos, id: number, query: Query, latest: ReadonlySet<number>): boolean {
  const tile = photos.tile(id);
  const words = photos.words(id);
  const has = (kind: string, text: string): boolean =>
    words.some((one) => one.kind === kind && one.text === text);
  if (query.text !== undefined) {
    const hay = [tile.name, ...words.map((one) => one.text)].join(' ').toLowerCase();
    if (
      !query.text
        .toLowerCase()
        .split(/\s+/)
        .every((part) => hay.includes(part))
    )
      return false;
  }
  if (query.folder !== undefined && query.folder !== 1) {
    const folder = photos.folder(id);
    if (folder !== query.folder && !(query.folder === 2 && folder === 3)) return false;
  }
  if (query.tags?.some((tag) => !has('tag', tag))) return false;
  if (query.categories?.some((category) => !has('category', category))) return false;
  const day = new Date(photos.dayMs(id)).toISOString().slice(0, 10);
  if (query.from !== undefined && day < query.from) return false;
  if (query.to !== undefined && day > query.to) return false;
  if (query.camera !== undefined && photos.camera(id) !== query.camera) return false;
  if (query.minRating !== undefined && tile.rating < query.minRating) return false;
  if (query.state !== undefined && tile.state !== query.state) return false;
  if (query.wordsFrom !== undefined && !words.some((one) => one.source === query.wordsFrom)) return false;
  if (query.oneAPair === true && tile.half === 'raw') return false;
  if (query.addedDays !== undefined && !latest.has(id)) return false;
  return query.batch === undefined || latest.has(id);
}

/** The form of the `grid` command's answer. */
export function pack(photos: MadePhotos, ids: readonly number[]): ArrayBuffer {
  const n = ids.length;
  const buffer = new ArrayBuffer(8 + 20 * n);
  new DataView(buffer).setUint32(0, n, true);
  const days = new Float64Array(buffer, 8, n);
  const id = new Uint32Array(buffer, 8 + 8 * n, n);
  const aspect = new Float32Array(buffer, 8 + 12 * n, n);
  const version = new Uint32Array(buffer, 8 + 16 * n, n);
  ids.forEach((photo, i) => {
    days[i] = photos.dayMs(photo);
    id[i] = photo;
    aspect[i] = photos.aspect(photo);
    version[i] = photos.version(photo);
  });
  return buffer;
}

/** What the filters offer. Counted over the first few thousand: nobody reads the made-up figures. */
export function facetsOf(photos: MadePhotos): Omit<Facets, 'waiting' | 'duplicates' | 'byMeaning'> {
  const tags = new Map<string, number>();
  const categories = new Map<string, number>();
  const cameras = new Map<string, number>();
  const count = (of: Map<string, number>, value: string): void => {
    of.set(value, (of.get(value) ?? 0) + 1);
  };
  for (const id of photos.ids.slice(0, 2000)) {
    for (const one of photos.words(id)) {
      if (one.kind === 'tag') count(tags, one.text);
      if (one.kind === 'category') count(categories, one.text);
    }
    count(cameras, photos.camera(id));
  }
  return { tags: sorted(tags), categories: sorted(categories), cameras: sorted(cameras), pairs: true };
}

function sorted(counts: Map<string, number>): FacetCount[] {
  return [...counts]
    .map(([value, photos]) => ({ value, photos }))
    .sort((a, b) => b.photos - a.photos)
    .slice(0, 200);
}
