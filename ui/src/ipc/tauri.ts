/** The desktop shell's transport. The only file that knows Tauri. */
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { FeedEvent } from './generated/FeedEvent';
import type { Transport } from './transport';

const SCHEME = 'pothos';

export const tauriTransport: Transport = {
  open(onEvents) {
    const channel = new Channel<FeedEvent[]>();
    channel.onmessage = onEvents;
    return invoke('open_feed', { onEvents: channel });
  },
  grid: (query) => invoke('grid', { query }),
  tiles: (ids) => invoke('tiles', { ids }),
  lookAt: (batch) => invoke('look_at', { batch }),
  lookFirst: (ids) => invoke('look_first', { ids }),
  photo: (id) => invoke('photo', { id }),
  editWord: (id, edit) => invoke('edit_word', { id, edit }),
  meaningState: () => invoke('meaning_state'),
  prepareMeaning: (scope) => invoke('prepare_meaning', { scope }),
  review: () => invoke('review'),
  decideWord: (decision) => invoke('decide_word', { decision }),
  undoDecision: (decided) => invoke('undo_decision', { decided }),
  duplicates: (query) => invoke('duplicates', { query }),
  decideDuplicates: (decision) => invoke('decide_duplicates', { decision }),
  undoDuplicates: (decided) => invoke('undo_duplicates', { decided }),
  pauseComparing: (paused) => invoke('pause_comparing', { paused }),
  setRating: (ids, rating) => invoke('set_rating', { ids, rating }),
  facets: () => invoke('facets'),
  pickAndImport: (kind) => invoke('pick_and_import', { kind }),
  importPaths: (paths) => invoke('import_paths', { paths }),
  planVision: (request) => invoke('plan_vision', { r: request }),
  startVision: (request) => invoke('start_vision', { r: request }),
  previewVision: (request) => invoke('preview_vision', { r: request }),
  presets: () => invoke('presets'),
  savePreset: (preset) => invoke('save_preset', { preset }),
  removePreset: (name) => invoke('remove_preset', { name }),
  batchCommand: (batch, command) => invoke('batch_command', { batch, c: command }),
  batches: (filter) => invoke('batches', { filter }),
  history: (query) => invoke('history', { query }),
  batchStats: (batch) => invoke('batch_stats', { batch }),
  compareRuns: (first, second, after) => invoke('compare_runs', { first, second, after }),
  failures: (batch) => invoke('failures', { batch }),
  saveSettings: (settings) => invoke('save_settings', { s: settings }),
  setServerKey: (url, key) => invoke('set_server_key', { url, key }),
  findServers: () => invoke('find_servers'),
  testServer: (server) => invoke('test_server', { s: server }),
  exportTo: (query, format) => invoke('export_to', { query, format }),
  revealPhoto: (id) => invoke('reveal_photo', { id }),
  thumbUrl: (id, version) => address('thumb', id, version),
  previewUrl: (id, version) => address('preview', id, version),
  fullUrl: (id, version) => address('full', id, version),
};

/** `convertFileSrc` escapes slashes; the handler decodes the path once, so both forms arrive the same. */
function address(size: 'thumb' | 'preview' | 'full', id: number, version: number): string {
  return convertFileSrc(`${size}/${id}/${version}`, SCHEME);
}
