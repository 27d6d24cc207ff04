import { describe, expect, test } from 'vitest';
import type { Settings } from '../../ipc/generated/Settings';
import { NO_SERVER } from '../../state/servers';
import { DEFAULT_SETTINGS } from '../../state/settings.svelte';
import { choices, chosenAtFirst, draftOf, numberIn, requestOf, TAGS, withTask } from './request';

const ALL = { scope: 'query', query: {} } as const;

describe('which photos', () => {
  test('everything is the only choice when nothing is selected or filtered', () => {
    const found = choices(ALL, null, { sort: 'best' });
    expect(found.map((one) => one.kind)).toEqual(['everything']);
    expect(
      chosenAtFirst(found, { scope: 'query', query: { sort: 'best' } }),
      'the order restricts nothing',
    ).toBe('everything');
  });

  test('the selection comes first and is chosen when it was asked for', () => {
    const asked = { scope: 'photos', ids: [1, 2] } as const;
    const found = choices({ ...asked, ids: [...asked.ids] }, null, { tags: ['sea'] });
    expect(found.map((one) => one.kind)).toEqual(['selection', 'query', 'everything']);
    expect(chosenAtFirst(found, { scope: 'photos', ids: [1, 2] })).toBe('selection');
  });

  test('a folder with more filters offers what is shown and the whole folder', () => {
    const query = { folder: 4, tags: ['sea'], sort: 'name' } as const;
    const found = choices({ scope: 'query', query: { ...query, tags: ['sea'] } }, null, {
      ...query,
      tags: ['sea'],
    });
    expect(found.map((one) => one.kind)).toEqual(['query', 'folder', 'everything']);
    expect(found[1]?.scope).toEqual({ scope: 'query', query: { folder: 4 } });
    expect(chosenAtFirst(found, { scope: 'query', query: { ...query, tags: ['sea'] } })).toBe('query');
  });

  test('a folder alone is one choice, not two', () => {
    const found = choices({ scope: 'query', query: { folder: 4 } }, null, { folder: 4 });
    expect(found.map((one) => one.kind)).toEqual(['folder', 'everything']);
  });
});

describe('a request', () => {
  test('asks as the settings say, with the server and model of the settings', () => {
    const settings: Settings = { ...DEFAULT_SETTINGS, tasks: ['tags', 'title'], maxTags: 7 };
    const request = requestOf(ALL, draftOf(settings), settings);
    expect(request).toMatchObject({
      tasks: ['title', 'tags'],
      maxTags: 7,
      server: null,
      model: null,
      again: false,
    });
  });

  test('takes further servers at home, and one that is farther away only when it was ticked', () => {
    const at = (url: string) => ({ ...NO_SERVER, url });
    const near = at('http://127.0.0.1:1234');
    const far = at('https://api.example.com/v1');
    const settings: Settings = {
      ...DEFAULT_SETTINGS,
      server: { ...at('http://127.0.0.1:11434'), model: 'm' },
      moreServers: [near, far],
    };
    const draft = draftOf(settings);
    expect(requestOf(ALL, draft, settings)).toMatchObject({ moreServers: [near], farther: false });
    const ticked = { ...draft, beside: [...draft.beside, far.url] };
    expect(requestOf(ALL, ticked, settings)).toMatchObject({ moreServers: [near, far], farther: true });
  });

  test('keeps the tasks in their own order', () => {
    expect(withTask(['title', 'tags'], 'description', true)).toEqual(['title', 'description', 'tags']);
    expect(withTask(['title', 'tags'], 'title', false)).toEqual(['tags']);
  });

  test.each([
    ['10', 10],
    [' 1 ', 1],
    ['0', null],
    ['21', null],
    ['3.5', null],
    ['', null],
    ['ten', null],
  ])('a limit typed as %j is %j', (text, value) => {
    expect(numberIn(text, TAGS)).toBe(value);
  });
});

test('a server whose models may answer from the cloud is as far away as the cloud', () => {
  const near = { ...NO_SERVER, url: 'http://127.0.0.1:11434', model: 'm' };
  const cloud = { ...NO_SERVER, url: 'http://127.0.0.1:1234', allowCloud: true };
  const settings = { ...DEFAULT_SETTINGS, server: near, moreServers: [cloud] };
  const draft = draftOf(settings);
  expect(draft.beside).toEqual([]);
  const ticked = requestOf({ scope: 'query', query: {} }, { ...draft, beside: [cloud.url] }, settings);
  expect(ticked.farther).toBe(true);
});
