import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWindow } from './window.mjs';

const query = (page) => page.evaluate(() => ({ ...window.pothos.app.library.query }));
const box = (page) => page.getByRole('combobox', { name: 'Search' });

test('typing finds photos once the typing pauses, and Escape gives all of them back', () =>
  inWindow('photos=420', async (page) => {
    await page.keyboard.press('Control+f');
    assert.equal(await box(page).evaluate((one) => one === document.activeElement), true);
    await page.keyboard.type('flower', { delay: 5 });
    await page.waitForFunction(() => window.pothos.app.library.query.text === 'flower');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => window.pothos.app.library.query.text === undefined);
    assert.equal(await box(page).inputValue(), '');
  }));

test('a suggestion becomes a filter that can be taken out', () =>
  inWindow('photos=420', async (page) => {
    await box(page).fill('lak');
    await page.getByRole('option', { name: /lake/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.pothos.app.library.query.tags?.[0] === 'lake');
    assert.deepEqual(await query(page), { tags: ['lake'] });
    await page.getByRole('button', { name: 'Remove Tag: lake' }).click();
    await page.waitForFunction(() => window.pothos.app.library.query.tags === undefined);
  }));

test('filters add up, and one button clears them', () =>
  inWindow('photos=420', async (page) => {
    await page.getByRole('button', { name: 'Filters' }).click();
    const form = page.getByRole('dialog', { name: 'Filters' });
    await form.getByLabel('Rating').selectOption({ label: 'at least 3 stars' });
    await form.getByLabel('State').selectOption({ label: 'analysed' });
    await form.getByLabel('From', { exact: true }).fill('2026-01-01');
    await form.getByLabel('To', { exact: true }).focus();
    await page.waitForFunction(() => window.pothos.app.library.query.from === '2026-01-01');
    assert.deepEqual(await query(page), { minRating: 3, state: 'ready', from: '2026-01-01' });
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.waitForFunction(() => Object.keys(window.pothos.app.library.query).length === 0);
  }));

test('the order is chosen from a menu by keys', () =>
  inWindow('photos=420', async (page) => {
    await page.getByRole('button', { name: 'Sort: Newest first' }).focus();
    await page.keyboard.press('ArrowDown');
    const chosen = page.getByRole('menuitemradio', { name: 'Newest first' });
    assert.equal(await chosen.getAttribute('aria-checked'), 'true');
    await page.keyboard.press('b');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.pothos.app.library.query.sort === 'best');
    await page.getByRole('button', { name: 'Sort: Best score' }).waitFor();
  }));

test('a pair of RAW and JPEG is marked, and shown as one photo when that is wished', () =>
  inWindow('photos=420', async (page) => {
    const halves = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.tile .half')].map((one) => one.textContent).filter(Boolean),
      );
    await page.waitForFunction(() => document.querySelector('.tile .half:not(:empty)') !== null);
    const both = await halves();
    assert.ok(both.includes('RAW') && both.includes('+RAW'), both.join());
    await page.getByRole('button', { name: 'Filters' }).click();
    const form = page.getByRole('dialog', { name: 'Filters' });
    await form.getByLabel('RAW and JPEG pairs').selectOption({ label: 'Show one photo' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove RAW and JPEG pairs: Show one photo' }).waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.tile .half')].every((one) => one.textContent !== 'RAW'),
    );
    assert.ok((await halves()).includes('+RAW'));
  }));
