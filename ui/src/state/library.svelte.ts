/** The photos that are shown, and what the library pushes about them. Decides when to ask again; draws nothing. */
import { mergeOrder, PhotoList } from '../grid/photolist';
import type { AddedPhoto } from '../ipc/generated/AddedPhoto';
import type { ErrorView } from '../ipc/generated/ErrorView';
import type { Facets } from '../ipc/generated/Facets';
import type { FeedEvent } from '../ipc/generated/FeedEvent';
import type { FolderView } from '../ipc/generated/FolderView';
import type { Query } from '../ipc/generated/Query';
import type { Snapshot } from '../ipc/generated/Snapshot';
import { asError, type Transport } from '../ipc/transport';
import { Selection } from './selection.svelte';
import type { Tiles } from './tiles.svelte';

type PhotosEvent = Extract<FeedEvent, { event: 'photos' }>;

/** A list of a million photos is 20 MB: while a batch changes more than it tells, ask at most this often. */
const REFETCH_EVERY_MS = 2000;

export class Library {
  /** Set once the snapshot is there. */
  ready = $state(false);
  /** Why there is no library. */
  failure = $state.raw<ErrorView | null>(null);
  path = $state('');
  version = $state('');
  /** Photos in the library, whatever is shown. */
  total = $state(0);
  folders = $state.raw<readonly FolderView[]>([]);
  facets = $state.raw<Facets>({
    tags: [],
    categories: [],
    cameras: [],
    waiting: 0,
    duplicates: 0,
    pairs: false,
    byMeaning: false,
  });
  /** What is shown. Change it with {@link show} or {@link refine}. */
  query = $state.raw<Query>({});
  /** The photos of the query. Typed arrays: replaced or changed in place, with `listRevision`. */
  list = $state.raw<PhotoList>(PhotoList.empty);
  /** Rises when the list has other photos or another order. */
  listRevision = $state(0);
  /** Rises with every answer to another question: the grid then starts at the top. */
  question = $state(0);
  /** Rises with every answer, also to the same question asked again. */
  answers = $state(0);
  loading = $state(false);
  /** Why the list could not be had. */
  listError = $state.raw<ErrorView | null>(null);
  /** Something is held over the window. */
  dragging = $state.raw<{ folders: number; files: number } | null>(null);
  readonly selection = new Selection(() => this.list);
  /** Photos shown. */
  readonly count = $derived(this.list.n);

  #revision = 0;
  #asked = 0;
  #inFlight = false;
  #addedInFlight: AddedPhoto[] = [];
  #outdated = false;
  #fetchedAt = 0;

  constructor(
    private readonly transport: Transport,
    readonly tiles: () => Tiles,
    private readonly clock: () => number,
    /** Whether a batch is running, and will say when it has ended. */
    private readonly busy: () => boolean,
  ) {}

  /** The library's revision as last told. */
  get revision(): number {
    return this.#revision;
  }

  start(snapshot: Snapshot): void {
    this.#revision = snapshot.revision;
    this.path = snapshot.library;
    this.version = snapshot.version;
    this.total = snapshot.total;
    this.folders = snapshot.folders;
    this.facets = snapshot.facets;
    this.ready = true;
  }

  /** Shows other photos. The old ones stay until the new ones are there. */
  async show(query: Query): Promise<void> {
    this.query = query;
    await this.#fetch(true);
  }

  /** Changes a part of the query; `undefined` takes that part out. */
  async refine(change: { [K in keyof Query]?: Query[K] | undefined }): Promise<void> {
    const parts = Object.entries({ ...this.query, ...change }).filter(([, part]) => part !== undefined);
    await this.show(Object.fromEntries(parts) as Query);
  }

  /** Asks for the same photos again, without moving. */
  async refetch(): Promise<void> {
    await this.#fetch(false);
  }

  /** Photos came or changed. */
  photos(event: PhotosEvent): void {
    if (event.revision >= this.#revision) {
      this.total = event.total;
      this.#revision = event.revision;
    }
    if (event.added.length > 0) this.#added(event.added);
    for (const tile of event.changed) {
      const place = this.list.indexOf(tile.id);
      if (place >= 0) this.list.setVersion(place, tile.version);
    }
    this.tiles().apply(event.changed, event.revision);
    if (event.stale) {
      this.#outdated = true;
      this.#refetchIfDue();
    }
  }

  /** A batch ended: what could not be merged while it ran is asked for once. */
  batchFinished(): void {
    if (this.#outdated) void this.#fetch(false);
  }

  setFolders(folders: readonly FolderView[]): void {
    this.folders = folders;
  }

  setFacets(facets: Facets): void {
    this.facets = facets;
  }

  /** Whether new photos of this folder belong to what is shown: true, false, or null when only the library knows. */
  #belongs(photo: AddedPhoto): boolean | null {
    const { folder } = this.query;
    const told = ['sort', 'addedDays', 'folder'];
    if (Object.keys(this.query).some((part) => !told.includes(part))) return null;
    if (folder === undefined) return true;
    let id: number | null = photo.folder;
    for (let depth = 0; id !== null && depth < 100; depth++) {
      if (id === folder) return true;
      const known: FolderView | undefined = this.folders.find((one) => one.id === id);
      if (!known) return null;
      id = known.parent;
    }
    return false;
  }

  #added(added: readonly AddedPhoto[]): void {
    this.tiles().expect(added);
    if (this.#inFlight) this.#addedInFlight.push(...added);
    const order = mergeOrder(this.query.sort);
    const fitting: AddedPhoto[] = [];
    for (const photo of added) {
      if (this.list.indexOf(photo.id) >= 0) continue;
      const belongs = order === null ? null : this.#belongs(photo);
      if (belongs === null) this.#outdated = true;
      else if (belongs) fitting.push(photo);
    }
    if (order === null || fitting.length === 0) return;
    const merged = this.list.merge(fitting, order);
    if (merged === this.list) return;
    this.list = merged;
    this.listRevision++;
    this.selection.grown();
  }

  #refetchIfDue(): void {
    if (this.#inFlight) return;
    if (this.busy() && this.clock() - this.#fetchedAt < REFETCH_EVERY_MS) return;
    void this.#fetch(false);
  }

  async #fetch(another: boolean): Promise<void> {
    // A question that is still open stays another one, even when it is asked again.
    const anew = another || this.loading;
    const asked = ++this.#asked;
    if (this.#outdated || !anew) this.tiles().doubt();
    this.#inFlight = true;
    this.#addedInFlight = [];
    this.#outdated = false;
    this.#fetchedAt = this.clock();
    if (anew) this.loading = true;
    try {
      const list = PhotoList.decode(await this.transport.grid(this.query));
      if (asked !== this.#asked) return;
      this.#inFlight = false;
      this.list = list;
      this.listError = null;
      this.listRevision++;
      this.answers++;
      if (anew) {
        this.question++;
        this.selection.clear();
      }
      // What was pushed while the answer was on its way may be missing in it.
      if (this.#addedInFlight.length > 0) this.#added(this.#addedInFlight);
      this.selection.keepListed();
      if (this.#outdated && !this.busy()) void this.#fetch(false);
    } catch (error) {
      if (asked === this.#asked) {
        this.listError = asError(error);
        this.#outdated = true;
      }
    } finally {
      if (asked === this.#asked) {
        this.#inFlight = false;
        this.loading = false;
      }
    }
  }
}
