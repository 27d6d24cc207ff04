import { beforeEach, describe, expect, it } from 'vitest';
import { AppState } from './app.svelte';
import { added, packed, photosEvent, ScriptedTransport, settled, tile } from './scripted';

let transport: ScriptedTransport;
let app: AppState;
let now: number;

const shown = (): number[] => [...app.library.list.id];
const gridCalls = (): number => transport.calls.filter((call) => call === 'grid').length;

async function start(ids: number[]): Promise<void> {
  transport = new ScriptedTransport();
  now = 1_000_000;
  app = new AppState(transport, null, () => now);
  void app.start();
  await settled();
  await transport.answer(packed(ids));
}

beforeEach(() => start([9, 7, 5]));

describe('what the library pushes', () => {
  it('puts new photos at their place without asking', () => {
    app.apply([photosEvent(200, { added: [added(8), added(1)], total: 5 })]);
    expect([shown(), app.library.total, gridCalls()]).toEqual([[9, 8, 7, 5, 1], 5, 1]);
  });

  it('does not let older news take newer ones back', () => {
    app.apply([photosEvent(200, { total: 50, changed: [tile(7, { version: 3, title: 'new' })] })]);
    app.apply([photosEvent(150, { total: 40, changed: [tile(7, { version: 3, title: 'old' })] })]);
    expect([app.library.total, app.library.revision, app.tiles.get(7)?.title]).toEqual([50, 200, 'new']);
  });

  it('shows new pixels by their version', () => {
    app.apply([photosEvent(200, { changed: [tile(7, { version: 4 })] })]);
    app.apply([photosEvent(201, { changed: [tile(7, { version: 2 })] })]);
    expect(app.library.list.version[1]).toBe(4);
  });

  it('knows new photos without asking for their tiles', () => {
    app.apply([photosEvent(200, { added: [added(8)] })]);
    app.tiles.want([8]);
    expect(transport.calls).not.toContain('tiles');
  });

  it('asks once when more changed than it was told, then waits two seconds', async () => {
    app.apply([{ event: 'batch_progress', ...(await transport.startVision(request)) }]);
    now += 5000;
    for (let revision = 200; revision < 220; revision++) app.apply([photosEvent(revision, { stale: true })]);
    expect(gridCalls()).toBe(2);
    await transport.answer(packed([9, 7, 5]));
    app.apply([photosEvent(230, { stale: true })]);
    expect(gridCalls(), 'not again so soon').toBe(2);
    now += 2500;
    app.apply([photosEvent(231, { stale: true })]);
    expect(gridCalls()).toBe(3);
  });

  it('never leaves old news standing when no batch will tell that it ended', async () => {
    app.apply([photosEvent(200, { stale: true })]);
    app.apply([photosEvent(201, { stale: true })]);
    expect(gridCalls(), 'the second waits for the answer to the first').toBe(2);
    await transport.answer(packed([9, 7, 5]));
    expect(gridCalls()).toBe(3);
    await transport.answer(packed([9, 7]));
    expect([gridCalls(), shown()]).toEqual([3, [9, 7]]);
  });

  it('shows tiles it doubts until they have been asked for again', async () => {
    app.apply([photosEvent(200, { changed: [tile(7, { title: 'kept' })] })]);
    app.apply([photosEvent(201, { stale: true })]);
    await transport.answer(packed([9, 7, 5]));
    expect(app.tiles.get(7)?.title).toBe('kept');
    const calls = (): number => transport.calls.filter((call) => call === 'tiles').length;
    app.tiles.want([7]);
    expect(calls()).toBe(1);
    await settled();
    app.tiles.want([7]);
    expect(calls(), 'once').toBe(1);
  });

  it('stays with the new question when the same list is asked for again meanwhile', async () => {
    app.library.selection.only(7);
    const question = app.library.question;
    void app.library.show({ text: 'b' });
    void app.library.refetch();
    await transport.answer(packed([1]));
    await transport.answer(packed([9]));
    expect([shown(), app.library.question, app.library.selection.size]).toEqual([[9], question + 1, 0]);
  });

  it('asks for what it had to leave out when the batch ends', async () => {
    void app.library.refine({ text: 'lake' });
    await transport.answer(packed([7]));
    app.apply([photosEvent(200, { added: [added(8)] })]);
    expect([shown(), gridCalls()], 'only the library knows whether 8 has a lake').toEqual([[7], 2]);
    app.apply([{ event: 'batch_finished', ...(await transport.startVision(request)), state: 'finished' }]);
    expect(gridCalls()).toBe(3);
  });

  it('keeps what was pushed while an older answer was on its way', async () => {
    void app.library.refetch();
    app.apply([photosEvent(200, { added: [added(8)] })]);
    await transport.answer(packed([9, 7, 5]));
    expect(shown()).toEqual([9, 8, 7, 5]);
  });

  it('shows only photos of the folder that is open, and of those below it', async () => {
    const folder = (id: number, parent: number | null) => ({ id, parent, name: '', path: '', photos: 0 });
    app.apply([{ event: 'folders', folders: [folder(1, null), folder(2, 1), folder(3, 2), folder(4, 1)] }]);
    void app.library.show({ folder: 2 });
    await transport.answer(packed([]));
    app.apply([photosEvent(200, { added: [added(11, 11, 2), added(12, 12, 3), added(13, 13, 4)] })]);
    expect(shown()).toEqual([12, 11]);
  });
});

describe('asking for photos', () => {
  it('shows the answer to the last question, whichever comes last', async () => {
    void app.library.show({ text: 'a' });
    void app.library.show({ text: 'b' });
    await transport.answer(packed([5]));
    expect(shown(), 'the answer to a is dropped').toEqual([9, 7, 5]);
    await transport.answer(packed([7]));
    expect([shown(), app.library.loading]).toEqual([[7], false]);
  });

  it('says why there is no list, and keeps the one it has', async () => {
    void app.library.show({ text: 'a' });
    await transport.refuse('The disk is gone.');
    expect([app.library.listError?.message, shown(), app.library.loading]).toEqual([
      'The disk is gone.',
      [9, 7, 5],
      false,
    ]);
  });

  it('takes a part of the query out with undefined', async () => {
    void app.library.refine({ text: 'a', minRating: 3 });
    void app.library.refine({ text: undefined });
    expect(app.library.query).toEqual({ minRating: 3 });
  });

  it('forgets the selection of another question, and keeps it when the same is asked again', async () => {
    app.library.selection.only(7);
    void app.library.refetch();
    await transport.answer(packed([9, 7]));
    expect([app.library.selection.ids(), app.library.selection.active]).toEqual([[7], 7]);
    void app.library.show({ text: 'b' });
    await transport.answer(packed([9]));
    expect([app.library.selection.size, app.library.selection.active]).toEqual([0, null]);
  });
});

describe('batches', () => {
  it('show the newest picture, in whatever order it comes', async () => {
    const batch = await transport.startVision(request);
    const at = (revision: number, done: number) => ({ ...batch, revision, done });
    app.apply([{ event: 'batch_progress', ...at(500, 10) }]);
    app.apply([{ event: 'batch_progress', ...at(400, 3) }]);
    expect(app.batches.get(batch.batch)?.done).toBe(10);
    app.apply([{ event: 'batch_finished', ...at(501, 12), state: 'finished' }]);
    expect([app.batches.live.length, app.batches.lastFinished?.done]).toEqual([0, 12]);
    app.apply([{ event: 'batch_removed', batch: batch.batch }]);
    expect(app.batches.list).toEqual([]);
  });
});

describe('rating', () => {
  it('is shown at once, stored, and can be undone', async () => {
    app.apply([photosEvent(200, { changed: [tile(7, { rating: 2 }), tile(9, { rating: 4 })] })]);
    await app.rate([7, 9], 5);
    expect([app.tiles.get(7)?.rating, app.tiles.get(9)?.rating]).toEqual([5, 5]);
    expect(app.toasts.undoLast()).toBe(true);
    await settled();
    expect([app.tiles.get(7)?.rating, app.tiles.get(9)?.rating]).toEqual([2, 4]);
    expect(app.toasts.undoLast()).toBe(false);
  });

  it('is put back and explained when it cannot be stored', async () => {
    app.apply([photosEvent(200, { changed: [tile(7, { rating: 2 })] })]);
    transport.failNext('setRating', 'The library cannot be written.');
    await app.rate([7], 5);
    expect([app.tiles.get(7)?.rating, app.toasts.items[0]?.text]).toEqual([
      2,
      'The library cannot be written.',
    ]);
  });
});

describe('the photo looked at', () => {
  it('is asked for again only when it changed', async () => {
    await app.photo.show(7);
    const asked = (): number => transport.calls.filter((call) => call === 'photo').length;
    app.apply([photosEvent(200, { changed: [tile(9), tile(5)] })]);
    expect(asked()).toBe(1);
    app.apply([photosEvent(201, { changed: [tile(9), tile(7)] })]);
    expect(asked()).toBe(2);
  });
});

describe('the start', () => {
  it('says why there is no library, and can be tried again', async () => {
    transport = new ScriptedTransport();
    transport.failNext('open', 'Another Pothos has this library open. Close it, then try again.');
    app = new AppState(transport, null);
    await app.start();
    expect([app.library.ready, app.library.failure?.message]).toEqual([
      false,
      'Another Pothos has this library open. Close it, then try again.',
    ]);
    void app.start();
    await settled();
    expect([app.library.ready, app.library.failure]).toEqual([true, null]);
  });
});

const request = {
  scope: { scope: 'query' as const, query: {} },
  name: '',
  server: null,
  moreServers: [],
  farther: false,
  sample: null,
  oneABurst: false,
  model: null,
  protocol: null,
  tasks: [],
  maxTags: 10,
  maxCategories: 5,
  language: 'en',
  instruction: '',
  concurrency: null,
  price: null,
  allowCloud: false,
  preset: null,
  prompts: [],
  separate: false,
  meaning: false,
  again: false,
};
