import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWindow, newCalls, tick } from './window.mjs';

async function open(page) {
  await page.keyboard.press('Control+,');
  await page.getByRole('region', { name: 'Settings' }).waitFor();
}

test('a change is saved as it is made, says so, and is seen at once', () =>
  inWindow('photos=420', async (page) => {
    await open(page);
    await page.getByRole('tab', { name: 'Appearance' }).click();
    await page.getByLabel('Theme').selectOption({ label: 'Light' });
    await page.getByText('Saved', { exact: true }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
    await page.getByLabel('Language of the window').selectOption({ label: '简体中文' });
    await page.getByRole('region', { name: '设置' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: '设置' }).waitFor({ state: 'detached' });
  }));

test('a change that cannot be saved says why', () =>
  inWindow('photos=420', async (page) => {
    await open(page);
    await page.evaluate(() => window.pothos.transport.failNext('saveSettings', 'The disk is full.'));
    await page.getByRole('tab', { name: 'Library' }).click();
    const watch = page.getByRole('switch', { name: /Look for new photos/ });
    await watch.click();
    await page.getByText('Not saved: The disk is full.').waitFor();
    assert.equal(await watch.isChecked(), true, 'the old value is shown again');
  }));

test('the test lists the models of a server, those that see first, and says where pictures go', () =>
  inWindow('photos=420', async (page) => {
    await open(page);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Ready: photos can be analysed with it.').waitFor();
    await page.getByText('Pictures stay on this machine').first().waitFor();
    const model = page.getByLabel('Model', { exact: true });
    const offered = await model.locator('option').allTextContents();
    assert.match(offered.at(-1), /llama3.2:3b \(cannot see pictures/);
    await model.selectOption('gemma3:4b');
    await page.waitForFunction(() => window.pothos.app.settings.server.model === 'gemma3:4b');
  }));

test('a server that runs on this machine is found, added, asked first, switched off and taken away', () =>
  inWindow('photos=420', async (page) => {
    await open(page);
    const asked = () => page.evaluate(() => window.pothos.app.settings.server.url);
    await page.getByRole('button', { name: 'Look on this machine' }).click();
    await page.getByText('LM Studio · http://127.0.0.1:1234').waitFor();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Nothing new: the servers on this machine are in the list.').waitFor();
    const cards = page.getByRole('list', { name: 'Model servers' }).locator('> li');
    assert.equal(await cards.count(), 2);
    assert.equal(await page.getByLabel('Address', { exact: true }).inputValue(), 'http://127.0.0.1:1234');
    await page.getByRole('button', { name: 'Ask first' }).click();
    await page.waitForFunction(() => window.pothos.app.settings.server.url.endsWith(':1234'));
    await page.getByRole('switch', { name: 'Use http://127.0.0.1:1234' }).click();
    await page.waitForFunction(() => window.pothos.app.settings.server.url.endsWith(':11434'));
    await page.getByRole('button', { name: 'Remove http://127.0.0.1:1234' }).click();
    await page.waitForFunction(() => window.pothos.app.settings.current.moreServers.length === 0);
    assert.equal(await asked(), 'http://127.0.0.1:11434');
  }));

test('a key is sent when it is saved, and is nowhere on the page after that', () =>
  inWindow('photos=420', async (page) => {
    await open(page);
    await newCalls(page);
    await page.getByLabel('Key', { exact: true }).fill('sk-very-secret');
    await page.keyboard.press('Enter');
    await page.getByText('Key saved in the system’s keychain').waitFor();
    assert.ok((await newCalls(page)).includes('setServerKey'));
    assert.equal(await page.getByLabel('Key', { exact: true }).inputValue(), '');
  }));

test('the limits refuse what is out of range', () =>
  inWindow('photos=420', async (page) => {
    await open(page);
    await page.getByRole('tab', { name: 'Analysis' }).click();
    const most = page.getByLabel('Tags at most');
    await most.fill('99');
    await page.keyboard.press('Enter');
    assert.equal(await most.getAttribute('aria-invalid'), 'true');
    assert.equal(await page.evaluate(() => window.pothos.app.settings.current.maxTags), 10);
    await most.fill('7');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.pothos.app.settings.current.maxTags === 7);
  }));

test('the question mark lists the keys; the list keeps the focus and Escape closes it', () =>
  inWindow('photos=420', async (page) => {
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keys' });
    await list.getByText('Accept the word').waitFor();
    await list.getByText('Fit or 100%').waitFor();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
    const outside = await page.evaluate(() => {
      const focus = document.activeElement;
      return focus !== null && focus !== document.body && focus.closest('dialog') === null;
    });
    assert.equal(outside, false, 'what is behind a dialog cannot have the focus');
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
  }));

test('without a server the analysis dialog leads to Settings', () =>
  inWindow('photos=420', async (page) => {
    await page.evaluate(() =>
      window.pothos.app.settings.save({
        server: { url: '', protocol: 'auto', model: '', concurrency: null },
      }),
    );
    await page.getByRole('button', { name: 'Analyse…' }).click();
    await page.getByRole('button', { name: 'Set one up' }).click();
    await page.getByRole('region', { name: 'Settings' }).waitFor();
  }));

test('five photos are tried first when asked for', () =>
  inWindow('photos=420', async (page) => {
    await page.getByRole('button', { name: 'Analyse…' }).click();
    const sample = page.getByRole('button', { name: 'Try on 5 first' });
    await page.waitForFunction(() => document.querySelector('dialog .count strong') !== null);
    await sample.click();
    const total = await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      return window.pothos.app.batches.list[0].total;
    });
    assert.ok(total <= 5 && total > 0, `a sample of ${total}`);
    for (let i = 0; i < 12; i++) await tick(page);
    await page.getByText('4.2 s a photo').waitFor();
    assert.ok((await page.locator('dialog li .title').count()) > 0, 'what the model wrote is shown');
    await page.getByRole('button', { name: /^Run on all/ }).click();
    await page.waitForFunction(() => document.querySelector('dialog') === null);
    assert.ok((await page.evaluate(() => window.pothos.app.batches.list[0].total)) > 100);
  }));
