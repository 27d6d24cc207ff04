import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frames, inWindow, newCalls } from './window.mjs';

test('an empty library says what to do, and that nothing leaves the machine', () =>
  inWindow('photos=0', async (page) => {
    assert.equal(await page.getByRole('button').filter({ visible: true }).count(), 1, 'one thing to do');
    await page.getByText(/Nothing leaves this machine/).waitFor();
    await page.getByRole('button', { name: 'Add folders' }).click();
    assert.ok((await newCalls(page)).includes('pickAndImport'));
  }));

test('holding folders over the window says what letting go will do', () =>
  inWindow('photos=420', async (page) => {
    const drag = (event) => page.evaluate((one) => window.pothos.transport.emit(one), event);
    await drag({ event: 'dragging', active: true, folders: 3, files: 0 });
    await page.getByText('Drop to add these 3 folders').waitFor();
    await drag({ event: 'dragging', active: true, folders: 1, files: 2 });
    await page.getByText('Drop to add 1 folder and 2 files').waitFor();
    await drag({ event: 'dragging', active: false, folders: 0, files: 0 });
    await page.getByText('Drop to add').waitFor({ state: 'detached' });
  }));

test('Tab hides both panels and brings them back; the window remembers', () =>
  inWindow('photos=420', async (page) => {
    const side = page.getByRole('navigation', { name: 'Library' });
    await page.locator('#photo-1').click();
    await page.keyboard.press('Tab');
    await side.waitFor({ state: 'detached' });
    await page.reload();
    await page.waitForFunction(() => window.pothos?.app.library.count > 0);
    await frames(page);
    assert.equal(await side.count(), 0);
    await page.locator('#photo-1').click();
    await page.keyboard.press('Tab');
    await side.waitFor();
  }));

test('panels are resized by dragging and by the arrow keys', () =>
  inWindow('photos=420', async (page) => {
    const edge = page.getByRole('separator', { name: 'Width of the side bar' });
    const before = Number(await edge.getAttribute('aria-valuenow'));
    await edge.focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(Number(await edge.getAttribute('aria-valuenow')), before + 16);
    const box = await edge.boundingBox();
    await page.mouse.move(box.x + 3, 300);
    await page.mouse.down();
    await page.mouse.move(box.x + 43, 300, { steps: 3 });
    await page.mouse.up();
    assert.equal(Number(await edge.getAttribute('aria-valuenow')), before + 56);
  }));

test('the smallest window has no horizontal scroll bar', () =>
  inWindow(
    'photos=420',
    async (page) => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.equal(wide, 0);
      assert.ok((await page.locator('.stage').boundingBox()).width > 300, 'photos still have room');
    },
    { width: 1000, height: 640 },
  ));

test('folders are a tree for the keyboard', () =>
  inWindow('photos=420', async (page) => {
    const item = (name) => page.getByRole('treeitem', { name });
    await item(/^Pictures/).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    assert.match(await page.evaluate(() => document.activeElement.ariaLabel), /^Sahara/);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.pothos.app.library.query.folder !== undefined);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.getByRole('treeitem').count(), 1, 'closed');
  }));

test('the side bar leads to what is new and to tags', () =>
  inWindow('photos=420', async (page) => {
    const side = page.getByRole('navigation', { name: 'Library' });
    await side.getByRole('button', { name: 'New from AI' }).click();
    await page.waitForFunction(() => window.pothos.app.library.query.wordsFrom === 'model');
    assert.ok((await page.evaluate(() => window.pothos.app.library.count)) < 420);
    await side.getByRole('button', { name: /^mountain/ }).click();
    await page.waitForFunction(() => window.pothos.app.library.query.tags?.[0] === 'mountain');
    await side.getByRole('button', { name: /^All photos/ }).click();
    await page.waitForFunction(() => window.pothos.app.library.count === 420);
  }));

test('F6 leads through the parts of the window', () =>
  inWindow('photos=420', async (page) => {
    await page.getByRole('grid').focus();
    const seen = new Set();
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('F6');
      seen.add(await page.evaluate(() => document.activeElement.closest('[data-area]')?.className));
    }
    assert.ok(seen.size >= 3, [...seen].join(' | '));
  }));

test('the window is grey: red, green and blue are equal in both themes', async () => {
  for (const theme of ['dark', 'light']) {
    await inWindow(`photos=0&theme=${theme}`, async (page) => {
      const greys = await page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        return ['--window', '--panel', '--raised', '--field', '--hover', '--line', '--text', '--text-2'].map(
          (name) => style.getPropertyValue(name).trim(),
        );
      });
      for (const grey of greys) assert.match(grey, /^#(.{1,2})\1\1$/, grey);
    });
  }
});

test('why the library did not open is said, with the way on', () =>
  inWindow('photos=0', async (page) => {
    await page.evaluate(() => {
      window.pothos.transport.failNext(
        'open',
        'Another Pothos has this library open. Close it, then try again.',
      );
      return window.pothos.app.start();
    });
    await page
      .getByRole('alert')
      .getByText(/Another Pothos/)
      .waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText(/Nothing leaves this machine/).waitFor();
  }));

test('the window speaks Chinese from the same table', () =>
  inWindow('photos=420&lang=zh-CN', async (page) => {
    await page.getByRole('button', { name: /^全部照片/ }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
  }));
