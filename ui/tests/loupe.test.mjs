import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frames, inWindow, topPhoto } from './window.mjs';

const active = (page) => page.evaluate(() => window.pothos.app.library.selection.active);
const picture = (page) => page.locator('.loupe .stage > img');
const shown = async (page) => {
  await picture(page).waitFor();
  await frames(page);
};

test('Escape goes back to the same place of the grid', () =>
  inWindow('photos=2000', async (page) => {
    await page.evaluate(() => (document.querySelector('[role=grid]').scrollTop = 5000));
    await frames(page);
    const before = await topPhoto(page);
    const visible = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll('.tile')].map((tile) => [
        tile.id,
        tile.getBoundingClientRect(),
      ]);
      return boxes.find(([, box]) => box.top > 200 && box.bottom < 700)[0];
    });
    await page.locator(`#${visible}`).dblclick();
    await shown(page);
    await page.keyboard.press('Escape');
    await frames(page);
    assert.deepEqual(await topPhoto(page), before);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'grid');
  }));

test('after going on in the loupe, the grid shows the photo looked at last', () =>
  inWindow('photos=2000', async (page) => {
    await page.locator('#photo-1').dblclick();
    await shown(page);
    for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowRight');
    assert.equal(await active(page), 61);
    await page.keyboard.press('Escape');
    await frames(page);
    const box = await page.locator('#photo-61').boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 900);
  }));

test('a click zooms to every pixel at the pointer, another one back', () =>
  inWindow('photos=420', async (page) => {
    await page.locator('#photo-6').dblclick();
    await shown(page);
    const fit = await picture(page).boundingBox();
    const at = { x: fit.x + fit.width * 0.25, y: fit.y + fit.height * 0.5 };
    await page.mouse.click(at.x, at.y);
    await frames(page);
    const full = await picture(page).boundingBox();
    const size = await page.evaluate(() => window.pothos.app.tiles.get(6).width);
    assert.ok(Math.abs(full.width - size) < 1.5, 'one pixel of the photo is one of the screen');
    assert.ok(
      Math.abs((at.x - full.x) / full.width - 0.25) < 0.01,
      'the spot under the pointer stayed there',
    );
    await page.mouse.click(at.x, at.y);
    await frames(page);
    assert.ok(Math.abs((await picture(page).boundingBox()).width - fit.width) < 1);
  }));

test('Z, the wheel and dragging do what they do elsewhere', () =>
  inWindow('photos=420', async (page) => {
    await page.locator('#photo-6').dblclick();
    await shown(page);
    const fit = await picture(page).boundingBox();
    await page.keyboard.press('z');
    await frames(page);
    const full = await picture(page).boundingBox();
    assert.ok(full.width > fit.width);
    await page.mouse.move(600, 400);
    await page.mouse.down();
    await page.mouse.move(650, 430, { steps: 4 });
    await page.mouse.up();
    await frames(page);
    const dragged = await picture(page).boundingBox();
    assert.ok(
      Math.abs(dragged.x - full.x - 50) < 2 && dragged.width === full.width,
      'it moved with the pointer',
    );
    await page.mouse.wheel(0, 3000);
    await frames(page);
    assert.ok(
      Math.abs((await picture(page).boundingBox()).width - fit.width) < 1,
      'the wheel ends at the whole photo',
    );
  }));

test('the filmstrip has only the photos in sight, and goes to the one clicked', () =>
  inWindow('photos=100000', async (page) => {
    await page.locator('#photo-9').dblclick();
    await shown(page);
    const cells = page.getByRole('listbox', { name: 'Filmstrip' }).getByRole('option');
    assert.ok((await cells.count()) < 40);
    await cells
      .filter({ has: page.locator('img') })
      .nth(10)
      .click();
    assert.notEqual(await active(page), 9);
    await page.keyboard.press('f');
    assert.equal(await cells.count(), 0);
  }));

test('stars are set in the loupe for the photo that is looked at', () =>
  inWindow('photos=420', async (page) => {
    await page.locator('#photo-2').click();
    await page.locator('#photo-4').click({ modifiers: ['Shift'] });
    await page.keyboard.press('Enter');
    await shown(page);
    const id = await active(page);
    await page.keyboard.press('2');
    await page.waitForFunction((photo) => window.pothos.app.tiles.get(photo).rating === 2, id);
    assert.notEqual(
      await page.evaluate(() => window.pothos.app.tiles.get(2).rating),
      2,
      'not for the others',
    );
  }));

test('a photo that cannot be shown says why', () =>
  inWindow('photos=420', async (page) => {
    await page.evaluate(() => window.pothos.app.library.show({ state: 'failed' }));
    await frames(page);
    await page.locator('.tile').first().dblclick();
    await page.getByText(/cannot be shown/).waitFor();
  }));
