/** What tiles show, for the photos looked at last. Bounded, so that it does not grow with the library. */
import type { AddedPhoto } from '../ipc/generated/AddedPhoto';
import type { TileView } from '../ipc/generated/TileView';
import type { Transport } from '../ipc/transport';

/** Ten screens of the smallest tiles; about 400 bytes each. */
const KEPT = 4000;
/** The transport's own limit. */
const A_CALL = 500;

interface Kept {
  tile: TileView;
  /** The library's revision it was true at. */
  revision: number;
  /** It may have changed since: shown until it has been asked for again. */
  doubtful: boolean;
}

export class Tiles {
  /** Rises when kept tiles change; for views outside the scroll path. */
  revision = $state(0);
  #kept = new Map<number, Kept>();
  #asked = new Set<number>();
  #listeners = new Set<() => void>();

  constructor(
    private readonly transport: Transport,
    private readonly now: () => number,
    private readonly failed: (error: unknown) => void,
  ) {}

  get(id: number): TileView | undefined {
    return this.#kept.get(id)?.tile;
  }

  get count(): number {
    return this.#kept.size;
  }

  /** Called after tiles changed; does not go through reactive state. Returns how to stop. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks for those of `ids` that are not here yet. What is asked for is used latest, and stays longest. */
  want(ids: readonly number[]): void {
    const missing: number[] = [];
    for (const id of ids) {
      const kept = this.#kept.get(id);
      if (kept) {
        this.#kept.delete(id);
        this.#kept.set(id, kept);
      }
      if ((!kept || kept.doubtful) && !this.#asked.has(id)) missing.push(id);
    }
    for (let i = 0; i < missing.length; i += A_CALL) void this.#fetch(missing.slice(i, i + A_CALL));
  }

  /** The tiles of `ids`, asking for those that are not here. Rejects with an ErrorView. */
  async load(ids: readonly number[]): Promise<Map<number, TileView>> {
    const found = new Map<number, TileView>();
    const missing: number[] = [];
    for (const id of ids) {
      const tile = this.get(id);
      if (tile) found.set(id, tile);
      else missing.push(id);
    }
    for (let i = 0; i < missing.length; i += A_CALL) {
      for (const tile of await this.transport.tiles(missing.slice(i, i + A_CALL))) found.set(tile.id, tile);
    }
    return found;
  }

  /** Pushed tiles; one that is older than what is kept is dropped. */
  apply(tiles: readonly TileView[], revision: number): void {
    let news = false;
    for (const tile of tiles) news = this.#keep(tile, revision) || news;
    if (news) this.#tell();
  }

  /** New photos of which only the size is known yet: the rest is pushed, so that nothing is asked for. */
  expect(added: readonly AddedPhoto[]): void {
    for (const { id, width, height, version } of added) {
      if (this.#kept.has(id)) continue;
      const tile: TileView = {
        id,
        width,
        height,
        version,
        name: '',
        title: '',
        rating: 0,
        state: 'new',
        errorCode: null,
        hasModelWords: false,
        incomplete: false,
        half: null,
      };
      this.#keep(tile, -1);
    }
  }

  /** Changes what is shown before the library has said so. */
  patch(ids: Iterable<number>, change: Partial<Omit<TileView, 'id'>>): void {
    for (const id of ids) {
      const kept = this.#kept.get(id);
      if (kept) this.#kept.set(id, { ...kept, tile: { ...kept.tile, ...change } });
    }
    this.#tell();
  }

  /** More changed than was told: everything is asked for again when it is next wanted. */
  doubt(): void {
    for (const kept of this.#kept.values()) kept.doubtful = true;
  }

  async #fetch(ids: number[]): Promise<void> {
    const revision = this.now();
    for (const id of ids) this.#asked.add(id);
    try {
      const tiles = await this.transport.tiles(ids);
      this.apply(tiles, revision);
    } catch (error) {
      this.failed(error);
    } finally {
      for (const id of ids) this.#asked.delete(id);
    }
  }

  #keep(tile: TileView, revision: number): boolean {
    const kept = this.#kept.get(tile.id);
    if (kept && (kept.revision > revision || kept.tile.version > tile.version)) return false;
    this.#kept.delete(tile.id);
    this.#kept.set(tile.id, { tile, revision, doubtful: false });
    if (this.#kept.size > KEPT) {
      const oldest = this.#kept.keys().next();
      if (!oldest.done) this.#kept.delete(oldest.value);
    }
    return true;
  }

  #tell(): void {
    this.revision++;
    for (const listener of this.#listeners) listener();
  }
}
