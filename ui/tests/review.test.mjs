import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWindow, newCalls } from './window.mjs';

async function openReview(page) {
  await page.getByRole('button', { name: /To review/ }).click();
  const tray = page.getByRole('dialog', { name: 'Words to review' });
  await tray.getByRole('listitem', { name: /Lofoten/ }).waitFor();
  return tray;
}

const left = (page) => page.evaluate(() => window.pothos.app.review.words.map((word) => word.text));

test('words that wait are kept, dropped and written otherwise by keys alone, over all their photos', () =>
  inWindow('photos=420', async (page) => {
    const tray = await openReview(page);
    assert.deepEqual(await left(page), ['Lofoten', 'skerry', 'coastal heritage', 'Anna Berg']);
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Lofoten'));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('skerry'));
    await page.keyboard.press('Control+z');
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Lofoten'));
    await page.keyboard.press('Enter');
    await page.getByText('“Lofoten” is yours on 14 photos').waitFor();
    // The next word has the focus: no hand leaves the keys.
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('skerry'));
    await page.keyboard.press('Delete');
    await page.getByText('“skerry” dropped from 6 photos').waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('coastal heritage'));
    await page.keyboard.press('F2');
    await tray.getByRole('combobox', { name: 'Write “coastal heritage” otherwise' }).fill('heritage');
    await page.keyboard.press('Enter');
    await page.getByText('“coastal heritage” is written your way on 3 photos').waitFor();
    assert.deepEqual(await left(page), ['Anna Berg']);
    await tray.getByRole('button', { name: 'Drop “Anna Berg” and never store it again' }).click();
    await tray.getByText('No word waits for you.').waitFor();
    await page.keyboard.press('Escape');
    await tray.waitFor({ state: 'detached' });
    assert.equal(
      await page.getByRole('button', { name: /To review/ }).count(),
      0,
      'nothing to review, no place for it',
    );
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: /To review/ }).waitFor();
  }));

test('a decision that cannot be stored leaves the word where it was, and says so', () =>
  inWindow('photos=420', async (page) => {
    const tray = await openReview(page);
    await newCalls(page);
    await page.evaluate(() => window.pothos.transport.failNext('decideWord', 'The disk is full.'));
    await tray.getByRole('button', { name: 'Keep “Lofoten”' }).click();
    await page.getByText('The disk is full.').first().waitFor({ state: 'attached' });
    assert.deepEqual((await left(page)).slice(0, 1), ['Lofoten']);
  }));
