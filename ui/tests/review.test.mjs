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
    await tray.getByText('“Lofoten” is yours on 14 photos').waitFor();
    // The next word has the focus: no hand leaves the keys.
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('skerry'));
    await page.keyboard.press('Delete');
    await tray.getByText('“skerry” dropped from 6 photos').waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('coastal heritage'));
    await page.keyboard.press('F2');
    await tray.getByRole('combobox', { name: 'Write “coastal heritage” otherwise' }).fill('heritage');
    await page.keyboard.press('Enter');
    await tray.getByText('“coastal heritage” is written your way on 3 photos').waitFor();
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

test('the search by meaning is set up in the settings, and a text is then ordered by the best match', () =>
  inWindow('photos=420', async (page) => {
    await page.evaluate(() => window.pothos.app.view.openSettings());
    await page
      .getByRole('button', { name: 'Analysis' })
      .or(page.getByRole('tab', { name: 'Analysis' }))
      .first()
      .click();
    const section = page.getByRole('region', { name: 'Search by meaning' });
    await section.getByLabel('Server').fill('http://127.0.0.1:11434');
    await section.getByLabel('Embedding model').fill('nomic-embed-text');
    await page.keyboard.press('Enter');
    await section.getByText('420 of 420 photos are prepared').waitFor();
    await section.getByText('The words of your photos stay on this machine.').waitFor();
    await section.getByRole('button', { name: 'Prepare all photos' }).click();
    await page.waitForFunction(() => window.pothos.transport.calls.includes('prepareMeaning'));
    const facets = () =>
      window.pothos.app.library.setFacets({ ...window.pothos.app.library.facets, byMeaning: true });
    await page.evaluate(facets);
    await page.keyboard.press('Escape');
    await page
      .getByRole('combobox', { name: /Search/ })
      .or(page.getByRole('searchbox'))
      .first()
      .fill('sea');
    await page.getByRole('button', { name: /Best match/ }).waitFor();
  }));
