import { describe, expect, test } from 'vitest';
import type { ServerReport } from '../../ipc/generated/ServerReport';
import type { ServerSettings } from '../../ipc/generated/ServerSettings';
import type { Settings } from '../../ipc/generated/Settings';
import type { Transport } from '../../ipc/transport';
import { SettingsState } from '../../state/settings.svelte';
import { NO_SERVER } from '../../state/servers';
import { modelOptions } from './models';
import { amountIn } from './price';
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
});

describe('the servers', () => {
  const named = (url: string): ServerSettings => ({ ...NO_SERVER, url, model: 'm' });

  test('are a list: added at its end, moved to its front, switched off, taken away', async () => {
    const { form: page, state } = form({});
    await page.addServer(named('http://one:1'));
    await page.addServer(named('http://two:2'));
    await page.addServer(named('http://two:2'));
    expect(page.servers.map(({ url }) => url)).toEqual(['http://one:1', 'http://two:2']);
    await page.preferServer(1);
    expect(state.server.url).toBe('http://two:2');
    await page.saveServer(0, { off: true });
    expect(state.server.url).toBe('http://one:1');
    await page.removeServer(1);
    expect([page.servers.length, state.hasServer]).toEqual([1, false]);
  });

  test('another way to speak throws the report away, also one that is still on its way', async () => {
    let answer: (report: ServerReport) => void = () => undefined;
    const late = new Promise<ServerReport>((resolve) => (answer = resolve));
    const { form: page } = form({ testServer: () => late });
    await page.addServer(named('http://one:1'));
    const check = page.checkOf('http://one:1');
    const test = check.test(named('http://one:1'));
    await page.saveServer(0, { protocol: 'openai' });
    answer(REPORT);
    await test;
    expect([check.report, check.testing]).toEqual([null, false]);
  });

  test('another model keeps the report with its list of models; another address has none', async () => {
    const { form: page } = form({});
    await page.addServer(named('http://one:1'));
    await page.checkOf('http://one:1').test(named('http://one:1'));
    await page.saveServer(0, { model: 'gemma3:4b' });
    expect(page.checkOf('http://one:1').report).toEqual(REPORT);
    expect(page.checkOf('http://other:1').report).toBeNull();
  });
});

test('a key is sent for its server and never kept', async () => {
  const keys: string[][] = [];
  const { form: page } = form({
    setServerKey: (url: string, key: string) => {
      keys.push([url, key]);
      return Promise.resolve({ place: key === '' ? 'forgotten' : 'keychain', reason: null });
    },
  });
  const check = page.checkOf('http://one:1');
  await check.saveKey('http://one:1', 'sk-secret');
  expect(keys).toEqual([['http://one:1', 'sk-secret']]);
  expect(check.key).toBe('keychain');
  expect(JSON.stringify([page, check])).not.toContain('sk-secret');
  await check.saveKey('http://one:1', '');
  expect(check.key).toBe('forgotten');
});

test.each([
  ['0.15', 0.15],
  ['2,5', 2.5],
  ['10', 10],
  ['', null],
  ['-1', null],
  ['1e9', null],
  ['a', null],
])('the price %o', (text, amount) => {
  expect(amountIn(text)).toBe(amount);
});

describe('models', () => {
  const model = (name: string, vision: boolean | null) => ({
    name,
    vision,
    thinks: null,
    cloud: false,
    loaded: null,
    bytes: null,
  });

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
