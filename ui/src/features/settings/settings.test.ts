import { describe, expect, test } from 'vitest';
import type { ServerReport } from '../../ipc/generated/ServerReport';
import type { Settings } from '../../ipc/generated/Settings';
import type { Transport } from '../../ipc/transport';
import { SettingsState } from '../../state/settings.svelte';
import { modelOptions } from './models';
import { SettingsForm } from './settings.svelte';

const REPORT: ServerReport = {
  ok: true,
  product: 'Ollama 0.12',
  protocol: 'ollama',
  privacy: 'this_machine',
  models: [],
  lines: [],
};

function form(answers: Partial<Transport>): { form: SettingsForm; state: SettingsState; saved: Settings[] } {
  const saved: Settings[] = [];
  const transport = {
    saveSettings: (settings: Settings) => {
      saved.push(settings);
      return Promise.resolve(settings);
    },
    testServer: () => Promise.resolve(REPORT),
    ...answers,
  } as unknown as Transport;
  const state = new SettingsState(transport);
  return { form: new SettingsForm(state), state, saved };
}

describe('a change', () => {
  test('is saved at once and says so', async () => {
    const { form: page, saved } = form({});
    await page.save({ theme: 'light' });
    expect(saved.at(-1)?.theme).toBe('light');
    expect(page.saving).toBe('saved');
  });

  test('that cannot be saved says why and shows the old value again', async () => {
    const refuse = (): Promise<never> =>
      Promise.reject({ code: 'disk_full', message: 'The disk is full.', retryable: true });
    const { form: page, state } = form({ saveSettings: refuse });
    await page.save({ theme: 'light' });
    expect(page.error).toBe('The disk is full.');
    expect(page.saving).toBe('nothing');
    expect(state.current.theme).toBe('system');
  });

  test('of the address throws the report of the old one away, also one that is still on its way', async () => {
    let answer: (report: ServerReport) => void = () => undefined;
    const late = new Promise<ServerReport>((resolve) => (answer = resolve));
    const { form: page } = form({ testServer: () => late });
    const test = page.test();
    await page.saveServer({ url: 'http://other:1' });
    answer(REPORT);
    await test;
    expect(page.report).toBeNull();
    expect(page.testing).toBe(false);
  });

  test('of the model keeps the report with its list of models', async () => {
    const { form: page } = form({});
    await page.test();
    await page.saveServer({ model: 'gemma3:4b' });
    expect(page.report).toEqual(REPORT);
  });
});

test('the key is sent and never kept', async () => {
  const keys: string[] = [];
  const { form: page } = form({
    setServerKey: (key: string) => {
      keys.push(key);
      return Promise.resolve();
    },
  });
  await page.saveKey('sk-secret');
  expect(keys).toEqual(['sk-secret']);
  expect(page.key).toBe('saved');
  expect(JSON.stringify(page)).not.toContain('sk-secret');
  await page.saveKey('');
  expect(page.key).toBe('forgotten');
});

describe('models', () => {
  const model = (name: string, vision: boolean | null) => ({ name, vision, cloud: false, bytes: null });

  test('that see come first; those that cannot are named as such', () => {
    const options = modelOptions(
      [model('a-text', false), model('c-sees', true), model('b-unknown', null)],
      'c-sees',
    );
    expect(options.map((option) => option.label)).toEqual([
      'c-sees (sees pictures)',
      'b-unknown',
      'a-text (cannot see pictures)',
    ]);
  });

  test('the one that is set stays among them, so that looking changes nothing', () => {
    expect(modelOptions([model('x', true)], 'gone')[0]).toEqual({ value: 'gone', label: 'gone' });
    expect(modelOptions([model('x', true)], '')[0]?.value).toBe('');
  });
});
