import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWindow, tick } from './window.mjs';

const tray = (page) => page.getByRole('region', { name: 'Batches' });
const bar = (page) => tray(page).getByRole('progressbar');

/** Starts an analysis of everything from the window, as a user does. */
async function analyse(page) {
  await page.getByRole('button', { name: 'Analyse…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Analyse with a model' });
  await dialog.getByText(/^\d+ photos$/).waitFor();
  await dialog.getByText('Pictures stay on this machine').waitFor();
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await bar(page).waitFor();
}

test('the tray is there only while there is a batch', () =>
  inWindow('photos=100', async (page) => {
    assert.equal(await tray(page).count(), 0);
    await analyse(page);
    assert.equal(await tray(page).count(), 1);
  }));

test('a batch says measuring before it has a rate, then rate and time', () =>
  inWindow('photos=100', async (page) => {
    await analyse(page);
    await tray(page).getByText('measuring').waitFor();
    await tick(page, 5);
    await tray(page)
      .getByText(/photos\/s|s\/photo/)
      .waitFor();
    await tray(page)
      .getByText(/^done /)
      .waitFor();
  }));

test('a batch is paused, resumed and cancelled; its end stays until it is dismissed, also after a restart', () =>
  inWindow('photos=100', async (page) => {
    await analyse(page);
    await tick(page, 6);
    await tray(page)
      .getByRole('button', { name: /^Pause:/ })
      .click();
    await tray(page).getByText('Paused by you.').waitFor();
    await tray(page)
      .getByRole('button', { name: /^Resume:/ })
      .click();
    await tray(page)
      .getByRole('button', { name: /^Pause:/ })
      .waitFor();
    await tray(page)
      .getByRole('button', { name: /^Cancel:/ })
      .click();
    await tray(page)
      .getByText(/photos tagged, .*cancelled with \d+ left/)
      .waitFor();
    const said = page.locator('[aria-live=polite]').filter({ hasText: 'cancelled with' });
    await said.first().waitFor({ state: 'attached' });
    await tray(page)
      .getByRole('button', { name: /^Dismiss:/ })
      .click();
    await tray(page).waitFor({ state: 'detached' });
    const kept = await page.evaluate(() => localStorage.getItem('pothos.dismissed.1'));
    assert.deepEqual(JSON.parse(kept), [1]);
  }));

test('failures are grouped by reason with what to do, and a group is retried', () =>
  inWindow('photos=100', async (page) => {
    await analyse(page);
    await tick(page, 60);
    await tray(page)
      .getByText(/\d+ photos tagged, \d+ failed/)
      .waitFor();
    await tray(page)
      .getByRole('button', { name: /^Show:/ })
      .click();
    const failures = page.getByRole('group', { name: /^Failures of/ });
    await failures.getByText(/\d+ timed out/).waitFor();
    await failures.getByText(/took too long/).waitFor();
    await failures.getByRole('button', { name: /^Show \d+ timed out/ }).click();
    await failures.getByText(/^DSC_/).first().waitFor();
    await failures.getByRole('button', { name: /^Retry \d+ timed out/ }).click();
    await bar(page).waitFor();
    await failures.getByText('No failures.').waitFor();
  }));

test('a batch whose server is gone says what it waits for, and Try now goes on', () =>
  inWindow('photos=100', async (page) => {
    await analyse(page);
    await tick(page, 6);
    await page.evaluate(() => window.pothos.transport.loseServer());
    await tray(page).getByText('does not answer. Trying again every 30 s.').waitFor();
    await tray(page)
      .getByRole('button', { name: /^Try now:/ })
      .click();
    await tray(page)
      .getByRole('button', { name: /^Pause:/ })
      .waitFor();
  }));

test('with the panel open a failing batch is asked for its failures, an idle one is not', () =>
  inWindow('photos=100', async (page) => {
    await analyse(page);
    await tick(page, 3);
    await tray(page).getByRole('button', { name: 'All batches and failures' }).click();
    await page
      .getByRole('group', { name: /^Failures of/ })
      .getByText('No failures.')
      .waitFor();
    await page.evaluate(() => window.pothos.transport.calls.splice(0));
    await tray(page)
      .getByRole('button', { name: /^Pause:/ })
      .click();
    await tick(page, 20);
    const asked = await page.evaluate(() =>
      window.pothos.transport.calls.filter((call) => call === 'failures'),
    );
    assert.deepEqual(asked, []);
  }));

test('the search for duplicates stands beside the batches, can be paused and goes on', () =>
  inWindow('photos=10', async (page) => {
    const line = page.getByText(/Looking for duplicates/);
    assert.equal(await line.count(), 0);
    const push = (left, paused = false) =>
      page.evaluate((view) => window.pothos.transport.emit({ event: 'comparing', ...view }), {
        left,
        paused,
      });
    await push(12_345);
    await line.waitFor();
    assert.equal((await line.textContent()).trim(), 'Looking for duplicates: 12,345 photos left');
    await page.getByRole('button', { name: /^Pause.*Looking for duplicates/ }).click();
    const calls = await page.evaluate(() => window.pothos.transport.calls);
    assert.equal(calls.at(-1), 'pauseComparing');
    await push(12_340, true);
    await page.getByText('Looking for duplicates is paused: 12,340 photos left').waitFor();
    await page.getByRole('button', { name: /^Resume.*Looking for duplicates/ }).click();
    await push(0);
    await line.waitFor({ state: 'detached' });
  }));
