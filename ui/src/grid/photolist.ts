/**
 * The photos of a query in order, as typed arrays: about 20 bytes a photo, so that a million fit in 20 MB.
 * Knows the packed form and the orders that can be kept without asking; not what is drawn.
 */
import type { AddedPhoto } from '../ipc/generated/AddedPhoto';
import type { SortBy } from '../ipc/generated/SortBy';

const HEADER = 8;
const BYTES_A_PHOTO = 8 + 4 + 4 + 4;
/** Panoramas and damaged sizes: outside these a tile could not be seen or clicked. */
const NARROWEST = 0.2;
const WIDEST = 8;

export class PhotoList {
  #places: Int32Array | null = null;

  private constructor(
    readonly n: number,
    readonly dayMs: Float64Array,
    readonly id: Uint32Array,
    readonly aspect: Float32Array,
    readonly version: Uint32Array,
  ) {}

  static readonly empty = PhotoList.ofSize(0);

  static ofSize(n: number): PhotoList {
    return new PhotoList(n, new Float64Array(n), new Uint32Array(n), new Float32Array(n), new Uint32Array(n));
  }

  /** Views over the packed form; nothing is copied. Throws when the length is not what the header says. */
  static decode(buffer: ArrayBuffer): PhotoList {
    const n = buffer.byteLength >= HEADER ? new DataView(buffer).getUint32(0, true) : -1;
    if (n < 0 || buffer.byteLength !== HEADER + n * BYTES_A_PHOTO) {
      throw new Error(`The list of photos has ${buffer.byteLength} bytes, which is not a whole list.`);
    }
    const ids = HEADER + 8 * n;
    const list = new PhotoList(
      n,
      new Float64Array(buffer, HEADER, n),
      new Uint32Array(buffer, ids, n),
      new Float32Array(buffer, ids + 4 * n, n),
      new Uint32Array(buffer, ids + 8 * n, n),
    );
    for (let i = 0; i < n; i++) list.aspect[i] = usable(list.aspect[i]);
    return list;
  }

  /** Where the photo is, or -1. The first call after a change goes over the whole list. */
  indexOf(id: number): number {
    const places = (this.#places ??= this.#index());
    const mask = places.length - 1;
    for (let slot = hash(id) & mask; ; slot = (slot + 1) & mask) {
      const place = places[slot] ?? 0;
      if (place === 0) return -1;
      if (this.id[place - 1] === id) return place - 1;
    }
  }

  idAt(index: number): number | null {
    return this.id[index] ?? null;
  }

  /** A new version of the pixels; an older one is ignored. Says whether it was news. */
  setVersion(index: number, version: number): boolean {
    const known = this.version[index];
    if (known === undefined || known >= version) return false;
    this.version[index] = version;
    return true;
  }

  /** A list that also has the photos of `added` that it does not have yet, each at its place in `order`. */
  merge(added: readonly AddedPhoto[], order: MergeOrder): PhotoList {
    const fresh = added.filter((photo, i) => this.indexOf(photo.id) < 0 && isFirst(added, i));
    if (fresh.length === 0) return this;
    fresh.sort((a, b) => before(a.day_ms, a.id, b.day_ms, b.id, order));
    const out = PhotoList.ofSize(this.n + fresh.length);
    let from = 0;
    let to = 0;
    for (const photo of fresh) {
      const place = this.#placeOf(photo, order, from);
      to = out.#copy(to, this, from, place);
      from = place;
      out.dayMs[to] = photo.day_ms;
      out.id[to] = photo.id;
      out.aspect[to] = usable(photo.width / photo.height);
      out.version[to] = photo.version;
      to++;
    }
    out.#copy(to, this, from, this.n);
    return out;
  }

  #copy(to: number, list: PhotoList, from: number, end: number): number {
    this.dayMs.set(list.dayMs.subarray(from, end), to);
    this.id.set(list.id.subarray(from, end), to);
    this.aspect.set(list.aspect.subarray(from, end), to);
    this.version.set(list.version.subarray(from, end), to);
    return to + end - from;
  }

  /** The first index at or after `least` that comes after the photo. */
  #placeOf(photo: AddedPhoto, order: MergeOrder, least: number): number {
    let low = least;
    let high = this.n;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (before(this.dayMs[mid] ?? 0, this.id[mid] ?? 0, photo.day_ms, photo.id, order) < 0) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  #index(): Int32Array {
    let size = 16;
    while (size < this.n * 2) size *= 2;
    const places = new Int32Array(size);
    const mask = size - 1;
    for (let i = 0; i < this.n; i++) {
      let slot = hash(this.id[i] ?? 0) & mask;
      while (places[slot] !== 0) slot = (slot + 1) & mask;
      places[slot] = i + 1;
    }
    return places;
  }
}

/** Orders in which a new photo's place follows from its day and id alone. */
export type MergeOrder = 'newest' | 'oldest' | 'added';

/** The order to merge by, or null when only the library can tell the place. */
export function mergeOrder(sort: SortBy | undefined): MergeOrder | null {
  switch (sort) {
    case undefined:
    case 'newest':
      return 'newest';
    case 'oldest':
    case 'added':
      return sort;
    case 'best':
    case 'name':
    case 'match':
      return null;
  }
}

function before(dayA: number, idA: number, dayB: number, idB: number, order: MergeOrder): number {
  switch (order) {
    case 'newest':
      return dayB - dayA || idB - idA;
    case 'oldest':
      return dayA - dayB || idA - idB;
    case 'added':
      return idB - idA;
  }
}

function isFirst(added: readonly AddedPhoto[], index: number): boolean {
  const id = added[index]?.id;
  for (let i = 0; i < index; i++) if (added[i]?.id === id) return false;
  return true;
}

function usable(aspect: number | undefined): number {
  if (aspect === undefined || !Number.isFinite(aspect) || aspect <= 0) return 1;
  return Math.min(WIDEST, Math.max(NARROWEST, aspect));
}

/** Fibonacci hashing: ids are dense, and dense ids in a linear table would cluster after filters. */
function hash(id: number): number {
  return Math.imul(id, 0x9e3779b1) >>> 7;
}
