import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frames, inWindow, newCalls, topPhoto } from './window.mjs';

const gridOf = (page) => page.getByRole('grid', { name: 'Photos' });
const selected = (page) => page.evaluate(() => window.pothos.app.library.selection.ids());

/** Scrolls by `by` pixels a frame, `times` times; returns the most elements the grid ever had. */
const wheelThrough = (page, by, times) =>
  page.evaluate(
    async ([px, n]) => {
      const grid = document.querySelector('[role=grid]');
      let most = 0;
      for (let i = 0; i < n; i++) {
        grid.scrollTop += px;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        most = Math.max(most, grid.querySelectorAll('*').length);
      }
      return most;
    },
    [by, times],
  );

test('a hundred thousand photos need no more elements than a screen of them', () =>
  inWindow('photos=100000', async (page) => {
    const most = await wheelThrough(page, 400, 120);
    assert.ok(most < 1500, `${most} elements`);
    assert.ok((await page.locator('.tile').count()) < 260);
  }));

test('a million photos: the first, the last and the middle are reached', () =>
  inWindow('photos=1000000', async (page) => {
    const height = await page.evaluate(() => document.querySelector('.grid-canvas').offsetHeight);
    assert.ok(height <= 2_000_000, 'engines cannot scroll higher elements well');
    await gridOf(page).focus();
    await page.keyboard.press('End');
    assert.deepEqual(await selected(page), [1_000_000]);
    const last = page.locator('#photo-1000000');
    await last.waitFor();
    const box = await last.boundingBox();
    assert.ok(box.y > 0 && box.y + box.height <= 900, 'the last photo is on the screen');
    await page.keyboard.press('Home');
    await page.locator('#photo-1').waitFor();
    assert.deepEqual(await selected(page), [1]);

    const scrubber = page.getByRole('scrollbar', { name: 'Timeline' });
    const bar = await scrubber.boundingBox();
    await page.mouse.click(bar.x + 20, bar.y + bar.height / 2);
    await page.waitForFunction(() => document.querySelectorAll('.tile img.shown').length > 10);
    const middle = await topPhoto(page);
    const id = Number(middle.id.slice(6));
    assert.ok(id > 450_000 && id < 550_000, `photo ${id} is in the middle`);

    // Wheeling from there goes on photo by photo, also across the ends of the scrolled element.
    await wheelThrough(page, 900, 40);
    const after = Number((await topPhoto(page)).id.slice(6));
    assert.ok(after > id && after < id + 3000, `from ${id} to ${after}`);
  }));

test('arrows go to the neighbours, with shift they select, and the screen follows', () =>
  inWindow('photos=420', async (page) => {
    await gridOf(page).focus();
    await page.keyboard.press('ArrowRight');
    assert.deepEqual(await selected(page), [1], 'the first key begins at the first photo');
    await page.keyboard.press('ArrowRight');
    assert.deepEqual(await selected(page), [2]);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    assert.deepEqual(await selected(page), [2, 3, 4]);
    await page.keyboard.press('ArrowDown');
    const [below] = await selected(page);
    assert.ok(below > 4);
    for (let i = 0; i < 3; i++) await page.keyboard.press('PageDown');
    const active = await gridOf(page).getAttribute('aria-activedescendant');
    const box = await page.locator(`#${active}`).boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 900, 'the active photo is whole on the screen');
  }));

test('click, ctrl-click, shift-click and ctrl-A select as everywhere', () =>
  inWindow('photos=420', async (page) => {
    await page.locator('#photo-2').click();
    await page.locator('#photo-5').click({ modifiers: ['Shift'] });
    assert.deepEqual(await selected(page), [2, 3, 4, 5]);
    await page.locator('#photo-4').click({ modifiers: ['Control'] });
    assert.deepEqual(await selected(page), [2, 3, 5]);
    await page.keyboard.press('Control+a');
    assert.equal((await selected(page)).length, 420);
    assert.equal(await page.getByText('420 of 420 selected').count(), 1);
    await page.keyboard.press('Escape');
    assert.deepEqual(await selected(page), []);
  }));

test('a key or a click on a star rates, and undo takes it back', () =>
  inWindow('photos=420', async (page) => {
    const rating = (id) => page.evaluate((photo) => window.pothos.app.tiles.get(photo).rating, id);
    const before = await rating(2);
    await page.locator('#photo-2').click();
    await page.keyboard.press('1');
    await page.waitForFunction(() => window.pothos.app.tiles.get(2).rating === 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForFunction((stars) => window.pothos.app.tiles.get(2).rating === stars, before);

    await page.locator('#photo-4').hover();
    await page.locator('#photo-4 .stars').click({ position: { x: 37, y: 8 } });
    await page.waitForFunction(() => window.pothos.app.tiles.get(4).rating === 3);
    assert.deepEqual(await selected(page), [2], 'a star is not a selection');
  }));

test('a screen reader hears the name, the title, the stars and what is wrong', () =>
  inWindow('photos=420', async (page) => {
    const label = await page.locator('#photo-1').getAttribute('aria-label');
    assert.equal(label, 'DSC_0413, Mountain range at noon, 3 stars');
    assert.equal(await page.locator('#photo-1').getAttribute('role'), 'gridcell');
    await page.evaluate(() => window.pothos.app.library.show({ state: 'failed' }));
    await frames(page);
    const failed = page.locator('.tile.failed').first();
    assert.match(await failed.getAttribute('aria-label'), /^DSC_\d+, .+/);
    assert.match(await failed.innerText(), /DSC_\d+\.jpg\n.+/, 'the tile says its name and the reason');
  }));

test('scrolling asks for the tiles that came into sight, once', () =>
  inWindow('photos=5000', async (page) => {
    await newCalls(page);
    await page.evaluate(() => (document.querySelector('[role=grid]').scrollTop = 1200));
    await frames(page);
    const calls = await newCalls(page);
    assert.ok(calls.length >= 1 && calls.every((call) => call === 'tiles'), calls.join());
    await page.evaluate(() => (document.querySelector('[role=grid]').scrollTop = 0));
    await frames(page);
    assert.deepEqual(await newCalls(page), [], 'scrolling back finds them kept');
  }));

test('the size of the thumbnails changes around the photo at the top', () =>
  inWindow('photos=2000', async (page) => {
    await page.evaluate(() => (document.querySelector('[role=grid]').scrollTop = 6000));
    await frames(page);
    const before = Number((await topPhoto(page)).id.slice(6));
    await page.evaluate(() => window.pothos.app.view.setTileHeight(110));
    await frames(page);
    const after = Number((await topPhoto(page)).id.slice(6));
    assert.ok(Math.abs(after - before) < 15, `${before} became ${after}`);
  }));
