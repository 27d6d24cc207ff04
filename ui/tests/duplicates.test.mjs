import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWindow, newCalls } from './window.mjs';

async function openDuplicates(page) {
  await page.getByRole('button', { name: /Duplicates/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Duplicates' });
  await dialog.getByRole('listitem').first().waitFor();
  return dialog;
}

const groups = (page) =>
  page.evaluate(() => window.pothos.app.duplicates.groups.map((group) => `${group.kind} ${group.total}`));
const focused = (page, text) =>
  page.waitForFunction((wanted) => document.activeElement?.getAttribute('aria-label') === wanted, text);

test('groups are decided by keys alone, and every decision can be taken back', () =>
  inWindow('photos=420', async (page) => {
    const dialog = await openDuplicates(page);
    assert.deepEqual(await groups(page), ['near 2', 'exact 3', 'near 4']);
    await focused(page, 'Nearly the same picture, 2 photos');
    await dialog.getByText('turned left').waitFor();
    await page.keyboard.press('ArrowDown');
    await focused(page, 'The same file, 3 photos');
    await newCalls(page);
    await page.keyboard.press('Enter');
    await dialog.getByText('2 photos rejected').waitFor();
    assert.deepEqual(await groups(page), ['near 2', 'near 4']);
    await focused(page, 'Nearly the same picture, 4 photos');
    await page.keyboard.press('Control+z');
    await focused(page, 'The same file, 3 photos');
    assert.deepEqual(await groups(page), ['near 2', 'exact 3', 'near 4']);
    await page.keyboard.press('n');
    await dialog.getByText('All 3 photos stay').waitFor();
    assert.deepEqual(await groups(page), ['near 2', 'near 4']);
    const calls = await newCalls(page);
    assert.equal(calls.filter((call) => call === 'decideDuplicates').length, 2);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /Duplicates 2/ }).waitFor();
  }));

test('another photo than the suggested one can be kept', () =>
  inWindow('photos=420', async (page) => {
    const dialog = await openDuplicates(page);
    await focused(page, 'Nearly the same picture, 2 photos');
    await page.keyboard.press('ArrowRight');
    const first = dialog.getByRole('listitem').first();
    assert.equal(await first.getByRole('radio').nth(1).isChecked(), true);
    const ids = await page.evaluate(() =>
      window.pothos.app.duplicates.groups[0].photos.map((photo) => photo.id),
    );
    await first.getByRole('button', { name: 'Reject the others' }).click();
    await dialog.getByText('1 photo rejected').waitFor();
    const ratings = await page.evaluate(
      async (wanted) => (await window.pothos.transport.tiles(wanted)).map((tile) => tile.rating),
      ids,
    );
    assert.equal(ratings[0], -1, 'the suggested one is rejected');
    assert.notEqual(ratings[1], -1);
  }));

test('bursts are shown apart, with the sharpest frame suggested', () =>
  inWindow('photos=420', async (page) => {
    const dialog = await openDuplicates(page);
    await dialog.getByRole('button', { name: 'Bursts' }).click();
    const burst = dialog.getByRole('listitem', { name: 'A burst, 4 photos' });
    await burst.waitFor();
    await burst.getByText('Suggested: the sharpest').waitFor();
    assert.equal(await burst.getByRole('radio').nth(1).isChecked(), true);
    await burst.getByRole('button', { name: 'Keep all' }).click();
    await dialog.getByText('There are no bursts.').waitFor();
  }));

test('a decision that cannot be stored leaves the group where it was, and says so', () =>
  inWindow('photos=420', async (page) => {
    const dialog = await openDuplicates(page);
    await page.evaluate(() => window.pothos.transport.failNext('decideDuplicates', 'The disk is full.'));
    await dialog.getByRole('button', { name: 'Reject the others' }).first().click();
    await dialog.getByText('The disk is full.').waitFor();
    assert.deepEqual(await groups(page), ['near 2', 'exact 3', 'near 4']);
  }));
