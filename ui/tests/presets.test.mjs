import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWindow } from './window.mjs';

async function openAnalyse(page) {
  await page.getByRole('button', { name: 'Analyse…' }).click();
  await page.getByRole('dialog', { name: 'Analyse with a model' }).waitFor();
}

test('a preset is made where it is chosen, shapes the request, and is edited and removed there', () =>
  inWindow('photos=420', async (page) => {
    await openAnalyse(page);
    await page.getByRole('button', { name: 'New…' }).click();
    const editor = page.getByRole('dialog', { name: 'New prompt preset' });
    await editor.getByLabel('Name', { exact: true }).fill('Birds');
    await editor.getByLabel('How to ask for Title').selectOption({ label: 'In these words instead:' });
    await editor.getByLabel('Your words for Title').fill('the species in Latin');
    await editor.getByRole('button', { name: 'Add an example' }).click();
    await editor.getByLabel('What the photo shows').fill('a robin');
    await editor.getByRole('button', { name: 'Save' }).click();
    await editor.waitFor({ state: 'detached' });
    const chosen = page.getByLabel('Prompt preset');
    await page.waitForFunction(() => window.pothos.app.presets.list.some(({ name }) => name === 'Birds'));
    assert.equal(await chosen.inputValue(), 'Birds');
    await page.getByRole('button', { name: 'Show what is sent' }).click();
    await page.getByText('(Birds)').waitFor();
    await page.getByText('To qwen3-vl:8b at http://127.0.0.1:11434').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    // For this batch alone a task may be asked for in still other words.
    await page.getByText('More', { exact: true }).click();
    await page.getByLabel('How to ask for Tags').selectOption({ label: 'In these words instead:' });
    await page.getByLabel('Your words for Tags').fill('only gulls');
    await page.getByRole('button', { name: 'Show what is sent' }).click();
    await page.getByText('only gulls').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Edit…' }).click();
    const edit = page.getByRole('dialog', { name: 'Prompt preset “Birds”' });
    assert.equal(await edit.getByLabel('Your words for Title').inputValue(), 'the species in Latin');
    await edit.getByRole('button', { name: 'Remove', exact: true }).click();
    await edit.waitFor({ state: 'detached' });
    await page.waitForFunction(() => window.pothos.app.presets.list.length === 1);
    assert.equal(await chosen.inputValue(), 'standard');
  }));
