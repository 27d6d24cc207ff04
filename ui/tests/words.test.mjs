import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frames, inWindow, tick } from './window.mjs';

/** Lets a model write words, and shows a photo that has some. */
async function withModelWords(page) {
  await page.evaluate(() =>
    window.pothos.transport.startVision({
      scope: { scope: 'query', query: {} },
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
      separate: false,
      again: false,
    }),
  );
  await tick(page, 20);
  const id = await page.evaluate(async () => {
    const { app } = window.pothos;
    for (const id of app.library.list.id) {
      const view = await app.transport.photo(id);
      const tag = view.words.filter((word) => word.kind === 'tag' && word.source === 'model');
      if (tag.length > 1) return id;
    }
    return null;
  });
  assert.ok(id !== null, 'the made-up model wrote tags');
  await page.evaluate((one) => window.pothos.app.library.selection.only(one), id);
  await page.getByRole('region', { name: 'Tags' }).getByRole('button').first().waitFor();
}

const inspector = (page) => page.getByRole('region', { name: 'Inspector' });
const byModel = (page) => inspector(page).locator('[data-look=tinted]');

test("Enter accepts a model's tag, Delete rejects one, and both can be undone", () =>
  inWindow('photos=420', async (page) => {
    await withModelWords(page);
    const tags = inspector(page).getByRole('region', { name: 'Tags' });
    const chip = tags.locator('[data-look=tinted]').first();
    const text = (await chip.textContent()).trim();
    const before = await tags.getByRole('button').count();
    await chip.focus();
    await page.keyboard.press('Enter');
    await tags.getByRole('button', { name: `${text}, accepted by you` }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await tags.getByRole('button', { name: `${text}, by qwen3-vl:8b` }).waitFor();

    await tags.getByRole('button', { name: `${text}, by qwen3-vl:8b` }).focus();
    await page.keyboard.press('Delete');
    await tags.getByRole('button', { name: new RegExp(`^${text},`) }).waitFor({ state: 'detached' });
    assert.equal(await tags.getByRole('button').count(), before - 1);
    await page.keyboard.press('Control+z');
    await tags.getByRole('button', { name: new RegExp(`^${text},`) }).waitFor();
  }));

test("pointing at a model's word says which model, where and when", () =>
  inWindow('photos=420', async (page) => {
    await withModelWords(page);
    await byModel(page).last().hover();
    const card = page.getByRole('tooltip');
    await card.getByText('http://127.0.0.1:11434').waitFor();
    await card.getByText('nobody accepted it yet').waitFor();
    await card.getByText('qwen3-vl:8b', { exact: true }).waitFor();
  }));

test('the arrows go from word to word, and Tab stops once in a list', () =>
  inWindow('photos=420', async (page) => {
    await withModelWords(page);
    const chips = inspector(page).getByRole('region', { name: 'Tags' }).getByRole('button');
    await chips.first().focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await chips.nth(1).evaluate((one) => one === document.activeElement), true);
    const stops = await chips.evaluateAll((all) => all.filter((one) => one.tabIndex === 0).length);
    assert.equal(stops, 1);
  }));

test('a tag is added by typing it, a title written in its place; both look like the user’s', () =>
  inWindow('photos=420', async (page) => {
    await page.locator('#photo-1').click();
    const tags = inspector(page).getByRole('region', { name: 'Tags' });
    await tags
      .getByRole('textbox', { name: 'Add a tag' })
      .or(tags.getByRole('combobox'))
      .fill('midnight sun');
    await page.keyboard.press('Enter');
    const chip = tags.getByRole('button', { name: 'midnight sun, written by you' });
    await chip.waitFor();
    assert.equal(await chip.getAttribute('data-look'), 'plain');

    const title = inspector(page).getByRole('region', { name: 'Title' });
    await title.getByRole('button').first().click();
    await title.getByRole('textbox', { name: 'Title' }).fill('Boats at Reine');
    await page.keyboard.press('Enter');
    await title.getByRole('button', { name: 'Boats at Reine, written by you' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await title.getByRole('button', { name: /Boats at Reine/ }).waitFor({ state: 'detached' });
  }));

test('Escape leaves a title as it was', () =>
  inWindow('photos=420', async (page) => {
    await page.locator('#photo-1').click();
    const title = inspector(page).getByRole('region', { name: 'Title' });
    const before = await title.getByRole('button').first().textContent();
    await title.getByRole('button').first().click();
    await title.getByRole('textbox').fill('something else');
    await page.keyboard.press('Escape');
    assert.equal(await title.getByRole('button').first().textContent(), before);
    const edits = await page.evaluate(() =>
      window.pothos.transport.calls.filter((call) => call === 'editWord'),
    );
    assert.deepEqual(edits, []);
  }));

test('an edit that cannot be stored says so, and the word stays', () =>
  inWindow('photos=420', async (page) => {
    await withModelWords(page);
    const count = await byModel(page).count();
    await page.evaluate(() => window.pothos.transport.failNext('editWord', 'The disk is full.'));
    await inspector(page).getByRole('region', { name: 'Tags' }).locator('[data-look=tinted]').first().focus();
    await page.keyboard.press('Delete');
    await page.getByRole('alert').getByText('The disk is full.').waitFor();
    await frames(page);
    assert.equal(await byModel(page).count(), count);
  }));
