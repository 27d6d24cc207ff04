/** The made-up library behind the transport's interface. Writes down every call, and does nothing between ticks. */
import type { Decided } from '../generated/Decided';
import type { DecisionView } from '../generated/DecisionView';
import type { DuplicateDecided } from '../generated/DuplicateDecided';
import type { DuplicateDecision } from '../generated/DuplicateDecision';
import type { DuplicatesQuery } from '../generated/DuplicatesQuery';
import type { FeedEvent } from '../generated/FeedEvent';
import type { HistoryQuery } from '../generated/HistoryQuery';
import type { PhotoView } from '../generated/PhotoView';
import type { FoundServer } from '../generated/FoundServer';
import type { PresetView } from '../generated/PresetView';
import type { PreviewView } from '../generated/PreviewView';
import type { KeyKept } from '../generated/KeyKept';
import type { ServerReport } from '../generated/ServerReport';
import type { Settings } from '../generated/Settings';
import type { TileView } from '../generated/TileView';
import type { VisionRequest } from '../generated/VisionRequest';
import type { WordEdit } from '../generated/WordEdit';
import type { Transport } from '../transport';
import { MadeAlike } from './alike';
import { MadeBatches } from './batches';
import { MadeEdits } from './edits';
import { MadePhotos } from './photos';
import { MadePresets } from './presets';
import { facetsOf, idsOf, pack } from './query';
import { MODELS, previewOf, reportOf, SETTINGS } from './standard';
import { pictureUrl } from './scenes';
import { MadeWaiting } from './waiting';

export interface MemoryOptions {
  /** Photos there from the start. */
  photos: number;
  settings?: Partial<Settings>;
  /** Milliseconds between ticks that come by themselves; none for tests. */
  auto?: number | null;
}

export class MemoryTransport implements Transport {
  /** Names of the calls made, in order. */
  readonly calls: string[] = [];
  readonly #photos: MadePhotos;
  readonly #latest = new Set<number>();
  readonly #batches: MadeBatches;
  readonly #waiting: MadeWaiting;
  readonly #alike: MadeAlike;
  readonly #edits: MadeEdits;
  readonly #failNext = new Map<string, string>();
  #settings: Settings;
  readonly #presets = new MadePresets();
  #push: (events: FeedEvent[]) => void = () => undefined;

  constructor(options: MemoryOptions) {
    this.#photos = new MadePhotos(options.photos);
    this.#edits = new MadeEdits(this.#photos);
    this.#waiting = new MadeWaiting(this.#photos);
    this.#alike = new MadeAlike(this.#photos);
    for (const id of this.#photos.ids.slice(0, 43)) this.#latest.add(id);
    this.#batches = new MadeBatches(this.#photos, this.#latest);
    this.#settings = { ...SETTINGS, ...options.settings };
    if (options.auto) setInterval(() => this.tick(), options.auto);
  }

  /** E.g. `?photos=1000000&theme=light&lang=zh-CN&auto=300`; `photos=0` is the empty library. */
  static fromAddress(address: URL): MemoryTransport {
    const asked = address.searchParams;
    const theme = asked.get('theme');
    const auto = asked.get('auto') ?? (import.meta.env.DEV ? '400' : null);
    return new MemoryTransport({
      photos: Number(asked.get('photos') ?? 420),
      settings: {
        ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
        interfaceLanguage: asked.get('lang') ?? 'en',
      },
      auto: auto === null ? null : Number(auto),
    });
  }

  /** Lets a second of the made-up library's time pass, and pushes what happened in it. */
  tick(times = 1): void {
    for (let i = 0; i < times; i++) {
      this.#batches.tick();
      this.#flush();
    }
  }

  /** Pushes any events, as the shell would. */
  emit(...events: FeedEvent[]): void {
    this.#push(events);
  }

  /** The next call of `method` fails with this sentence. */
  failNext(method: keyof Transport, message: string): void {
    this.#failNext.set(method, message);
  }

  loseServer(): void {
    this.#batches.loseServer();
    this.#flush();
  }

  async open(onEvents: (events: FeedEvent[]) => void) {
    this.#called('open');
    this.#push = onEvents;
    return {
      revision: this.#batches.revision,
      library: '/home/ada/.local/share/pothos',
      total: this.#photos.ids.length,
      settings: this.#settings,
      folders: this.#photos.folders(),
      facets: this.#facets(),
      batches: this.#batches.list(),
      comparing: this.#alike.comparing,
      version: '0.1.0',
    };
  }

  async grid(query: Parameters<Transport['grid']>[0]) {
    this.#called('grid');
    return pack(this.#photos, idsOf(this.#photos, query, this.#latest));
  }

  async tiles(ids: number[]) {
    this.#called('tiles');
    return ids.map((id) => this.#photos.tile(id));
  }

  async lookAt() {
    this.#called('lookAt');
  }

  async lookFirst() {
    this.#called('lookFirst');
  }

  async photo(id: number) {
    this.#called('photo');
    return this.#photos.view(id);
  }

  async editWord(id: number, edit: WordEdit): Promise<PhotoView> {
    this.#called('editWord');
    this.#photos.change(id, { words: this.#edits.edited(id, edit) });
    this.#tell([this.#photos.tile(id)]);
    return this.#photos.view(id);
  }

  async meaningState() {
    this.#called('meaningState');
    const total = this.#photos.ids.length;
    const { url } = this.#settings.meaning;
    return { photos: url === '' ? 0 : total, total, privacy: url === '' ? '' : 'this_machine' };
  }

  async prepareMeaning() {
    this.#called('prepareMeaning');
    const batch = this.#batches.list()[0];
    if (batch === undefined) throw { code: 'internal', message: 'No batch.', retryable: false };
    return batch;
  }

  async review() {
    this.#called('review');
    return { words: this.#waiting.words, more: false };
  }

  async decideWord(decision: DecisionView) {
    this.#called('decideWord');
    const decided = this.#waiting.decide(decision);
    this.emit({ event: 'facets', facets: this.#facets() });
    return decided;
  }

  async undoDecision(decided: Decided) {
    this.#called('undoDecision');
    this.#waiting.undo(decided);
    this.emit({ event: 'facets', facets: this.#facets() });
  }

  async duplicates(query: DuplicatesQuery) {
    this.#called('duplicates');
    return this.#alike.page(query);
  }

  async decideDuplicates(decision: DuplicateDecision) {
    this.#called('decideDuplicates');
    const decided = this.#alike.decide(decision);
    this.#tell(decision.photos.map((id) => this.#photos.tile(id)));
    this.emit({ event: 'facets', facets: this.#facets() });
    return decided;
  }

  async undoDuplicates(decided: DuplicateDecided) {
    this.#called('undoDuplicates');
    this.#alike.undo(decided);
    this.#tell(decided.decision.photos.map((id) => this.#photos.tile(id)));
    this.emit({ event: 'facets', facets: this.#facets() });
  }

  async pauseComparing(paused: boolean) {
    this.#called('pauseComparing');
    this.#alike.comparing = { ...this.#alike.comparing, paused };
    this.emit({ event: 'comparing', ...this.#alike.comparing });
  }

  async setRating(ids: number[], rating: number) {
    this.#called('setRating');
    for (const id of ids) this.#photos.change(id, { rating });
    this.#tell(ids.slice(0, 64).map((id) => this.#photos.tile(id)));
  }

  async facets() {
    this.#called('facets');
    return this.#facets();
  }

  async pickAndImport() {
    this.#called('pickAndImport');
    this.#batches.startImport('Norway 2026', 168);
    this.#flush();
  }

  async importPaths(paths: string[]) {
    this.#called('importPaths');
    this.#batches.startImport(paths[0]?.split('/').at(-1) ?? 'Import', 96);
    this.#flush();
  }

  async planVision(request: VisionRequest) {
    this.#called('planVision');
    const ids = this.#scope(request);
    return {
      photos: ids.length,
      unreadable: ids.filter((id) => this.#photos.state(id) === 'failed').length,
      handed: 0,
      privacy: 'this_machine',
      host: '127.0.0.1',
    };
  }

  async startVision(request: VisionRequest) {
    this.#called('startVision');
    const ids = this.#scope(request);
    const step = Math.max(1, Math.floor(ids.length / (request.sample ?? ids.length)));
    const chosen =
      request.sample === null ? ids : ids.filter((_, at) => at % step === 0).slice(0, request.sample);
    const view = this.#batches.startVision(request, chosen);
    this.#flush();
    return view;
  }

  async batchCommand(batch: number, command: Parameters<Transport['batchCommand']>[1]): Promise<void> {
    this.#called('batchCommand');
    this.#batches.command(batch, command);
    this.#flush();
  }

  async batches(filter: 'live' | 'all') {
    this.#called('batches');
    return this.#batches.list().filter((batch) => filter === 'all' || batch.state !== 'finished');
  }

  async history(query: HistoryQuery) {
    this.#called('history');
    return this.#batches.list().filter((batch) => query.before === null || batch.batch < query.before);
  }

  async batchStats(batch: number) {
    this.#called('batchStats');
    return this.#batches.stats(batch);
  }

  async compareRuns() {
    this.#called('compareRuns');
    return [];
  }

  async failures(batch: number) {
    this.#called('failures');
    return this.#batches.failures(batch);
  }

  async saveSettings(settings: Settings) {
    this.#called('saveSettings');
    this.#settings = settings;
    this.emit({ event: 'settings', settings });
    return settings;
  }

  async setServerKey(url: string, key: string): Promise<KeyKept> {
    this.#called('setServerKey');
    const keyKept = key !== '';
    if (this.#settings.server.url === url) {
      this.#settings = { ...this.#settings, server: { ...this.#settings.server, keyKept } };
      this.emit({ event: 'settings', settings: this.#settings });
    }
    return { place: keyKept ? 'keychain' : 'forgotten', reason: null };
  }

  async previewVision(request: VisionRequest): Promise<PreviewView> {
    this.#called('previewVision');
    return previewOf(request, this.#settings);
  }

  async presets(): Promise<PresetView[]> {
    this.#called('presets');
    return this.#presets.list();
  }

  async savePreset(preset: PresetView): Promise<PresetView> {
    this.#called('savePreset');
    return this.#presets.save(preset);
  }

  async removePreset(name: string) {
    this.#called('removePreset');
    this.#presets.remove(name);
  }

  async findServers(): Promise<FoundServer[]> {
    this.#called('findServers');
    return [
      { url: 'http://127.0.0.1:1234', product: 'LM Studio', protocol: 'openai', models: MODELS.slice(0, 1) },
    ];
  }

  async testServer(server: { url: string; model: string }): Promise<ServerReport> {
    this.#called('testServer');
    return reportOf(server);
  }

  async exportTo(_query: unknown, format: 'json' | 'csv') {
    this.#called('exportTo');
    return `/home/ada/photos.${format}`;
  }

  async revealPhoto() {
    this.#called('revealPhoto');
  }

  thumbUrl(id: number): string {
    return this.#picture(id, 320);
  }

  previewUrl(id: number): string {
    return this.#picture(id, 1600);
  }

  fullUrl(id: number): string {
    return this.#picture(id, 4000);
  }

  #facets() {
    return {
      ...facetsOf(this.#photos),
      waiting: this.#waiting.words.length,
      duplicates: this.#alike.count,
      byMeaning: this.#settings.meaning.url !== '',
    };
  }

  #picture(id: number, side: number): string {
    return pictureUrl(this.#photos.scene(id), id, this.#photos.aspect(id), side);
  }

  #scope(request: VisionRequest): number[] {
    return request.scope.scope === 'photos'
      ? request.scope.ids
      : idsOf(this.#photos, request.scope.query, this.#latest);
  }

  #tell(changed: TileView[]): void {
    const revision = this.#batches.revision;
    const total = this.#photos.ids.length;
    this.emit({ event: 'photos', added: [], changed, stale: false, total, revision });
  }

  #flush(): void {
    const frame = this.#batches.frame();
    if (frame.length > 0) this.#push(frame);
  }

  #called(method: keyof Transport): void {
    this.calls.push(method);
    const message = this.#failNext.get(method);
    if (message === undefined) return;
    this.#failNext.delete(method);
    throw { code: 'internal', message, retryable: true };
  }
}
