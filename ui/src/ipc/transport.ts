/** The one door to the library. Two implementations: `tauri.ts` (the desktop shell) and `memory.ts` (a made-up library). */
import type { BatchCommand } from './generated/BatchCommand';
import type { BatchFilter } from './generated/BatchFilter';
import type { BatchStatsView } from './generated/BatchStatsView';
import type { BatchView } from './generated/BatchView';
import type { ComparedView } from './generated/ComparedView';
import type { Decided } from './generated/Decided';
import type { DecisionView } from './generated/DecisionView';
import type { DuplicateDecided } from './generated/DuplicateDecided';
import type { DuplicateDecision } from './generated/DuplicateDecision';
import type { DuplicatesQuery } from './generated/DuplicatesQuery';
import type { DuplicatesView } from './generated/DuplicatesView';
import type { ErrorView } from './generated/ErrorView';
import type { Facets } from './generated/Facets';
import type { FailuresView } from './generated/FailuresView';
import type { FeedEvent } from './generated/FeedEvent';
import type { FoundServer } from './generated/FoundServer';
import type { HistoryQuery } from './generated/HistoryQuery';
import type { KeyKept } from './generated/KeyKept';
import type { MeaningView } from './generated/MeaningView';
import type { PhotoView } from './generated/PhotoView';
import type { PlanView } from './generated/PlanView';
import type { PresetView } from './generated/PresetView';
import type { PreviewView } from './generated/PreviewView';
import type { Query } from './generated/Query';
import type { ReviewView } from './generated/ReviewView';
import type { Scope } from './generated/Scope';
import type { ServerReport } from './generated/ServerReport';
import type { ServerSettings } from './generated/ServerSettings';
import type { Settings } from './generated/Settings';
import type { Snapshot } from './generated/Snapshot';
import type { TileView } from './generated/TileView';
import type { VisionRequest } from './generated/VisionRequest';
import type { WordEdit } from './generated/WordEdit';

export type ImportKind = 'folders' | 'files';
export type ExportFormat = 'json' | 'csv';

/** Every call rejects with an {@link ErrorView}; see {@link asError}. */
export interface Transport {
  /** The whole picture, then events in order through `onEvents`. */
  open(onEvents: (events: FeedEvent[]) => void): Promise<Snapshot>;
  /** The whole result in order, packed: u32 n, u32 0, f64 dayMs[n], u32 id[n], f32 aspect[n], u32 version[n]; little-endian. */
  grid(query: Query): Promise<ArrayBuffer>;
  /** At most 500 ids a call; photos that are gone are left out. */
  tiles(ids: number[]): Promise<TileView[]>;
  /** Photos on the screen without a picture, at most 100: they are looked at before all others. Replaces what was said before. */
  lookFirst(ids: number[]): Promise<void>;
  /** Which batch is on the screen: it goes before others of its priority. */
  lookAt(batch: number | null): Promise<void>;
  photo(id: number): Promise<PhotoView>;
  editWord(id: number, edit: WordEdit): Promise<PhotoView>;
  /** How far the search by meaning is prepared. */
  meaningState(): Promise<MeaningView>;
  /** A batch that makes vectors for photos whose words have none yet. */
  prepareMeaning(scope: Scope): Promise<BatchView>;
  /** The words that wait for the user, at most 200. */
  review(): Promise<ReviewView>;
  /** On every photo where the word waits. */
  decideWord(decision: DecisionView): Promise<Decided>;
  undoDecision(decided: Decided): Promise<void>;
  /** A page of photos that are alike. */
  duplicates(query: DuplicatesQuery): Promise<DuplicatesView>;
  decideDuplicates(decision: DuplicateDecision): Promise<DuplicateDecided>;
  undoDuplicates(decided: DuplicateDecided): Promise<void>;
  /** The search for duplicates that goes on beside all other work. */
  pauseComparing(paused: boolean): Promise<void>;
  /** `rating`: -1 rejected, 0 none, 1 to 5. */
  setRating(ids: number[], rating: number): Promise<void>;
  facets(): Promise<Facets>;
  /** Opens the system's own picker; resolves when it closes. */
  pickAndImport(kind: ImportKind): Promise<void>;
  importPaths(paths: string[]): Promise<void>;
  planVision(request: VisionRequest): Promise<PlanView>;
  startVision(request: VisionRequest): Promise<BatchView>;
  /** What would be sent for the first photo; sends nothing. */
  previewVision(request: VisionRequest): Promise<PreviewView>;
  /** The built-in preset, then the user's by name. */
  presets(): Promise<PresetView[]>;
  /** Stores it as the next version of its name. */
  savePreset(preset: PresetView): Promise<PresetView>;
  removePreset(name: string): Promise<void>;
  batchCommand(batch: number, command: BatchCommand): Promise<void>;
  batches(filter: BatchFilter): Promise<BatchView[]>;
  /** A page of all batches, the newest first. */
  history(query: HistoryQuery): Promise<BatchView[]>;
  batchStats(batch: number): Promise<BatchStatsView>;
  /** Photos that both runs answered for, at most 200 from photo `after` on. */
  compareRuns(first: number, second: number, after: number): Promise<ComparedView[]>;
  failures(batch: number): Promise<FailuresView>;
  saveSettings(settings: Settings): Promise<Settings>;
  /** For the server at this address alone. Empty takes the key away. The key is never read back. */
  setServerKey(url: string, key: string): Promise<KeyKept>;
  /** The model servers on the usual ports of this machine. */
  findServers(): Promise<FoundServer[]>;
  testServer(server: ServerSettings): Promise<ServerReport>;
  /** Where it was written, or null when the user closed the picker. */
  exportTo(query: Query, format: ExportFormat): Promise<string | null>;
  /** Shows the file in the system's file manager. */
  revealPhoto(id: number): Promise<void>;
  /** Longest side 320. `version` is the tile's; it changes with the pixels, so answers may be cached for ever. */
  thumbUrl(id: number, version: number): string;
  /** Longest side 1600. */
  previewUrl(id: number, version: number): string;
  /** Every pixel. */
  fullUrl(id: number, version: number): string;
}

function isErrorView(value: unknown): value is ErrorView {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

/** Whatever was thrown, as an {@link ErrorView}. */
export function asError(thrown: unknown): ErrorView {
  if (isErrorView(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message, retryable: false };
}
