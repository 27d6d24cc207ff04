import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frames, inWindow, newCalls, tick, topPhoto } from './window.mjs';

const VISION = {
  scope: { scope: 'query', query: {} },
  name: 'Everything',
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
  separate: false,
  again: false,
};

test('an import shows its photos, and asks the library for nothing while it runs', () =>
  inWindow('photos=0', async (page) => {
    await page.getByRole('button', { name: 'Add folders' }).click();
    await newCalls(page);
    let most = 0;
    for (let i = 0; i < 40; i++) {
      await tick(page);
      most = Math.max(most, await page.locator('.tile').count());
    }
    assert.equal(await page.evaluate(() => window.pothos.app.batches.live.length), 0, 'it has finished');
    assert.equal(await page.evaluate(() => window.pothos.app.library.count), 168);
    assert.ok(most > 20, 'the photos were shown as they came');
    assert.ok((await page.locator('.tile img.shown').count()) > 20, 'with their thumbnails');
    const said = await newCalls(page);
    // What is on the screen is said, so that it is looked at first; nothing is asked.
    assert.deepEqual(
      said.filter((call) => call !== 'lookFirst'),
      [],
      'everything was pushed',
    );
    assert.ok(said.length > 0 && said.length < 40, `said ${said.length} times what lacks a picture`);
  }));

test('a vision batch of hundreds of photos makes the window ask for nothing', () =>
  inWindow('photos=420', async (page) => {
    await page.evaluate((request) => window.pothos.transport.startVision(request), VISION);
    await newCalls(page);
    for (let i = 0; i < 60; i++) await tick(page, 4);
    const batch = await page.evaluate(() => window.pothos.app.batches.list[0]);
    assert.equal(batch.state, 'finished');
    assert.equal(batch.done + batch.failed, batch.total);
    assert.deepEqual(await newCalls(page), []);
  }));

test('a push that leaves something out is followed by one question, not by one a push', () =>
  inWindow('photos=420', async (page) => {
    await page.evaluate((request) => window.pothos.transport.startVision(request), VISION);
    await newCalls(page);
    await page.evaluate(() => {
      window.pothos.app.library['clock'] = () => Date.now() + 60_000;
      for (let revision = 5000; revision < 5050; revision++) {
        window.pothos.transport.emit({
          event: 'photos',
          added: [],
          changed: [],
          stale: true,
          total: 420,
          revision,
        });
      }
    });
    await frames(page, 6);
    const calls = await newCalls(page);
    assert.equal(calls.filter((call) => call === 'grid').length, 1);
    assert.ok(calls.filter((call) => call === 'tiles').length <= 1, 'and the tiles in sight at most once');
  }));

test('photos that arrive above do not move what is looked at', () =>
  inWindow('photos=420', async (page) => {
    await page.evaluate(() => (document.querySelector('[role=grid]').scrollTop = 3000));
    await frames(page);
    const before = await topPhoto(page);
    await page.evaluate(() => window.pothos.transport.importPaths(['/home/ada/Pictures/New']));
    for (let i = 0; i < 12; i++) await tick(page);
    assert.ok((await page.evaluate(() => window.pothos.app.library.count)) > 500);
    assert.deepEqual(await topPhoto(page), before);
  }));

test('a tile never shows the picture of another photo while the list changes', () =>
  inWindow('photos=420', async (page) => {
    await page.evaluate(() => window.pothos.transport.importPaths(['/home/ada/Pictures/New']));
    for (let i = 0; i < 12; i++) {
      await tick(page);
      const wrong = await page.evaluate(() => {
        const { transport, app } = window.pothos;
        return [...document.querySelectorAll('.row:not([hidden]) .tile')].filter((tile) => {
          const image = tile.querySelector('img');
          const id = Number(tile.id.slice('photo-'.length));
          const list = app.library.list;
          if (!image.hasAttribute('src')) return false;
          return image.getAttribute('src') !== transport.thumbUrl(id, list.version[list.indexOf(id)]);
        }).length;
      });
      assert.equal(wrong, 0);
    }
  }));
