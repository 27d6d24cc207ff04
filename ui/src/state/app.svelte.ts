/** The window's whole state: one object of each kind, fed by the transport's events. Components get it by `useApp()`. */
import { createContext } from 'svelte';
import { errorText, locale, lookup, t } from '../i18n';
import type { FeedEvent } from '../ipc/generated/FeedEvent';
import type { Scope } from '../ipc/generated/Scope';
import { asError, type ExportFormat, type ImportKind, type Transport } from '../ipc/transport';
import { Batches } from './batches.svelte';
import { Duplicates } from './duplicates.svelte';
import { Keys } from './keys.svelte';
import { Library } from './library.svelte';
import { PhotoDetail } from './photo.svelte';
import { Presets } from './presets.svelte';
import { Review } from './review.svelte';
import { SettingsState } from './settings.svelte';
import { Tiles } from './tiles.svelte';
import { Toasts } from './toasts.svelte';
import { ViewState } from './view.svelte';

/** Photos that a scope names one by one. */
const MOST_NAMED = 5000;

export class AppState {
  readonly toasts = new Toasts();
  readonly keys = new Keys();
  readonly view: ViewState;
  readonly settings: SettingsState;
  readonly presets: Presets;
  /** The words that wait for the user. */
  readonly review: Review;
  /** Photos that are alike. */
  readonly duplicates: Duplicates;
  readonly batches: Batches;
  readonly library: Library;
  readonly tiles: Tiles;
  /** The active photo's details. */
  readonly photo: PhotoDetail;

  constructor(
    readonly transport: Transport,
    storage: Pick<Storage, 'getItem' | 'setItem'> | null,
    clock: () => number = Date.now,
  ) {
    this.view = new ViewState(storage);
    this.settings = new SettingsState(transport);
    this.presets = new Presets(transport);
    this.review = new Review(transport);
    this.duplicates = new Duplicates(transport);
    this.batches = new Batches(transport);
    this.library = new Library(
      transport,
      () => this.tiles,
      clock,
      () => this.batches.live.length > 0,
    );
    this.tiles = new Tiles(
      transport,
      () => this.library.revision,
      (error) => this.failed(error),
    );
    this.photo = new PhotoDetail(transport);
  }

  /** Opens the feed and shows the first photos. */
  async start(): Promise<void> {
    const early: FeedEvent[] = [];
    let started = false;
    this.library.failure = null;
    try {
      const snapshot = await this.transport.open((events) => {
        if (started) this.apply(events);
        else early.push(...events);
      });
      this.library.start(snapshot);
      this.settings.apply(snapshot.settings);
      locale.use(snapshot.settings.interfaceLanguage);
      this.batches.replace(snapshot.batches);
      this.batches.comparing = snapshot.comparing;
      started = true;
      this.apply(early);
      await this.library.show({});
    } catch (error) {
      this.library.failure = asError(error);
    }
  }

  apply(events: readonly FeedEvent[]): void {
    for (const event of events) this.#apply(event);
  }

  /** The scope of an action: the selection, or everything that is shown when nothing is selected. */
  scope(): Scope {
    const { selection, query, list } = this.library;
    // What is found by meaning is found for the eye alone: the scope names the photos themselves.
    if (query.sort === 'match' && (selection.size === 0 || selection.all)) {
      if (list.id.length <= MOST_NAMED) return { scope: 'photos', ids: [...list.id] };
      // So many have the words themselves that the few found by meaning do not matter.
      return { scope: 'query', query: { ...query, sort: 'newest' } };
    }
    if (selection.size === 0 || selection.all) return { scope: 'query', query };
    return { scope: 'photos', ids: selection.ids() };
  }

  /** Rates photos, with an undo. Shown at once; put back when it cannot be stored. */
  async rate(ids: readonly number[], rating: number): Promise<void> {
    if (ids.length === 0) return;
    try {
      const before = await this.tiles.load(ids);
      const changed = ids.filter((id) => before.get(id)?.rating !== rating);
      if (changed.length === 0) return;
      this.tiles.patch(changed, { rating });
      try {
        await this.transport.setRating(changed, rating);
      } catch (error) {
        for (const [id, tile] of before) this.tiles.patch([id], { rating: tile.rating });
        throw error;
      }
      this.toasts.undoable(t('rating.done', { count: changed.length }), t('common.undo'), () =>
        this.#unrate(changed, (id) => before.get(id)?.rating ?? 0),
      );
    } catch (error) {
      this.failed(error);
    }
  }

  async pickAndImport(kind: ImportKind): Promise<void> {
    await this.attempt(() => this.transport.pickAndImport(kind));
  }

  async exportTo(format: ExportFormat): Promise<void> {
    await this.attempt(async () => {
      const path = await this.transport.exportTo(this.library.query, format);
      if (path !== null) this.toasts.show({ level: 'info', text: t('export.done', { path }) });
    });
  }

  async reveal(id: number): Promise<void> {
    await this.attempt(() => this.transport.revealPhoto(id));
  }

  /** Does it, and says so in a toast when it fails. True when it went well. */
  async attempt(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  /** Shows an error that belongs to no place on the screen. */
  failed(thrown: unknown): void {
    const error = asError(thrown);
    this.toasts.show({ level: 'error', text: errorText(error), detail: `${error.message} (${error.code})` });
  }

  async #unrate(ids: readonly number[], ratingOf: (id: number) => number): Promise<void> {
    const groups = new Map<number, number[]>();
    for (const id of ids) groups.set(ratingOf(id), [...(groups.get(ratingOf(id)) ?? []), id]);
    await this.attempt(async () => {
      for (const [rating, group] of groups) {
        this.tiles.patch(group, { rating });
        await this.transport.setRating(group, rating);
      }
    });
  }

  #apply(event: FeedEvent): void {
    switch (event.event) {
      case 'batch_progress':
        this.batches.apply(event);
        return;
      case 'batch_finished':
        this.batches.apply(event);
        this.library.batchFinished();
        return;
      case 'batch_removed':
        this.batches.removed(event.batch);
        return;
      case 'photos':
        this.library.photos(event);
        this.photo.changed(event.changed.map((tile) => tile.id));
        return;
      case 'folders':
        this.library.setFolders(event.folders);
        return;
      case 'facets':
        this.library.setFacets(event.facets);
        return;
      case 'comparing':
        this.batches.comparing = { left: event.left, paused: event.paused };
        return;
      case 'settings':
        this.settings.apply(event.settings);
        locale.use(event.settings.interfaceLanguage);
        return;
      case 'dragging':
        this.library.dragging = event.active ? { folders: event.folders, files: event.files } : null;
        return;
      case 'notice':
        this.toasts.show({
          level: event.level,
          text: lookup(`notice.${event.code}`, event.values) ?? event.text,
        });
        return;
      case 'photo_failed':
      case 'file_skipped':
        // Counted in the batch, shown from its list of failures.
        return;
    }
  }
}

const [useApp, provideApp] = createContext<AppState>();
export { provideApp, useApp };
