/** For tests: a transport whose answers come when the test says so. */
import type { FeedEvent } from '../ipc/generated/FeedEvent';
import type { TileView } from '../ipc/generated/TileView';
import { MemoryTransport } from '../ipc/memory';

export const DAY = 86_400_000;

/** The packed list of photos of one day each, the newest first. */
export function packed(ids: readonly number[], days: readonly number[] = ids, version = 1): ArrayBuffer {
  const n = ids.length;
  const buffer = new ArrayBuffer(8 + 20 * n);
  new DataView(buffer).setUint32(0, n, true);
  new Float64Array(buffer, 8, n).set(days.map((day) => day * DAY));
  new Uint32Array(buffer, 8 + 8 * n, n).set(ids);
  new Float32Array(buffer, 8 + 12 * n, n).fill(1.5);
  new Uint32Array(buffer, 8 + 16 * n, n).fill(version);
  return buffer;
}

export function photosEvent(
  revision: number,
  more: Partial<Extract<FeedEvent, { event: 'photos' }>> = {},
): Extract<FeedEvent, { event: 'photos' }> {
  return { event: 'photos', added: [], changed: [], stale: false, total: 0, revision, ...more };
}

export function added(id: number, day = id, folder = 1) {
  return { id, day_ms: day * DAY, width: 300, height: 200, folder, version: 0 };
}

export function tile(id: number, more: Partial<TileView> = {}): TileView {
  return {
    id,
    version: 1,
    width: 300,
    height: 200,
    name: `${id}.jpg`,
    title: '',
    rating: 0,
    state: 'ready',
    errorCode: null,
    hasModelWords: false,
    incomplete: false,
    half: null,
    ...more,
  };
}

/** The made-up library, except that lists of photos wait for {@link answer} or {@link refuse}. */
export class ScriptedTransport extends MemoryTransport {
  readonly #waiting: { resolve: (list: ArrayBuffer) => void; reject: (error: unknown) => void }[] = [];

  constructor() {
    super({ photos: 0 });
  }

  override grid(): Promise<ArrayBuffer> {
    this.calls.push('grid');
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Answers the oldest question that waits. */
  async answer(list: ArrayBuffer): Promise<void> {
    this.#waiting.shift()?.resolve(list);
    await settled();
  }

  async refuse(message: string): Promise<void> {
    this.#waiting.shift()?.reject({ code: 'internal', message, retryable: true });
    await settled();
  }
}

/** Lets everything that has its answer go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
