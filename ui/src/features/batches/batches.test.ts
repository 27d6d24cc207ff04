import { afterEach, describe, expect, test } from 'vitest';
import { locale } from '../../i18n';
import type { BatchView } from '../../ipc/generated/BatchView';
import type { FailureGroup } from '../../ipc/generated/FailureGroup';
import {
  actions,
  finishText,
  hostOf,
  left,
  mendedInSettings,
  pauseSentence,
  rateText,
  resultSentence,
  work,
} from './batch';
import { readDismissed, writeDismissed } from './dismissed';
import { fileName, shownGroups } from './failures';

const NOW = new Date(2026, 10, 22, 21, 0).getTime();

function batch(change: Partial<BatchView>): BatchView {
  return {
    batch: 1,
    kind: 'vision',
    name: 'Norway 2026',
    state: 'active',
    pause_reason: null,
    outcome: null,
    cause: null,
    total: 1208,
    queued: 790,
    running: 6,
    done: 409,
    failed: 3,
    cancelled: 0,
    skipped: 0,
    unable: 0,
    servers: [],
    undone_ms: null,
    warned: 0,
    open: false,
    found: 0,
    renewed: 0,
    not_pictures: 0,
    rate: 0,
    finish_ms: null,
    server: 'http://studio-pc:11434',
    model: 'qwen3-vl:8b',
    separate: false,
    meaning: false,
    created_ms: NOW - 60_000,
    started_ms: NOW - 50_000,
    finished_ms: null,
    revision: 7,
    ...change,
  };
}

afterEach(() => locale.use('en'));

describe('a running batch', () => {
  test('counts what is left from its own waiting and running photos', () => {
    expect(left(batch({}))).toBe(796);
  });

  test('says measuring before there is an honest rate, then seconds a photo or photos a second', () => {
    expect(rateText(batch({ rate: 0 }))).toBe('measuring');
    expect(rateText(batch({ rate: 1 / 6.1 }))).toBe('6.1 s/photo');
    expect(rateText(batch({ rate: 12.34 }))).toBe('12.3 photos/s');
    locale.use('zh-CN');
    expect(rateText(batch({ rate: 0 }))).toBe('正在测速');
    expect(rateText(batch({ rate: 1 / 6.1 }))).toBe('每张 6.1 秒');
  });

  test('says when it is done, and nothing while that is not known or photos are still being added', () => {
    expect(finishText(batch({ finish_ms: NOW + 40 * 60_000 }), NOW)).toBe('done 9:40 PM');
    expect(finishText(batch({ finish_ms: null }), NOW)).toBe('');
    expect(finishText(batch({ finish_ms: NOW, open: true }), NOW)).toBe('');
  });

  test('does not count photos that needed nothing as work', () => {
    expect(work(batch({ total: 11, done: 5, skipped: 3 }))).toBe(8);
  });

  test('can be paused and cancelled, not removed', () => {
    expect(actions(batch({}))).toMatchObject({
      pause: true,
      resume: false,
      cancel: true,
      remove: false,
      retryFailed: true,
    });
  });
});

describe('a paused batch', () => {
  const waits = { state: 'paused', pause_reason: 'server', rate: 0.2 } as const;

  test('says which server does not answer, and offers to try now', () => {
    const paused = batch({ ...waits, cause: { code: 'unreachable', message: 'Connection refused.' } });
    expect(pauseSentence(paused)).toBe(
      'Paused: the server studio-pc:11434 does not answer. Trying again every 30 s.',
    );
    expect(actions(paused)).toMatchObject({ tryNow: true, resume: false, pause: false, cancel: true });
    expect(rateText(paused), 'a rate while nothing runs would be a lie').toBe('');
    expect(finishText({ ...paused, finish_ms: NOW }, NOW)).toBe('');
  });

  test('paused by the user only offers to resume', () => {
    const paused = batch({ state: 'paused', pause_reason: 'user' });
    expect(pauseSentence(paused)).toBe('Paused by you.');
    expect(actions(paused)).toMatchObject({ tryNow: false, resume: true });
  });

  test('the user pause wins over an old cause', () => {
    const cause = { code: 'unreachable', message: '' };
    expect(pauseSentence(batch({ state: 'paused', pause_reason: 'user', cause }))).toBe('Paused by you.');
  });

  test('a refused key leads to Settings; an unreachable server does not', () => {
    expect(mendedInSettings(batch({ ...waits, cause: { code: 'unauthorized', message: '' } }))).toBe(true);
    expect(mendedInSettings(batch({ ...waits, cause: { code: 'unreachable', message: '' } }))).toBe(false);
  });

  test('a full disk says so in Chinese too', () => {
    locale.use('zh-CN');
    const full = batch({ state: 'paused', pause_reason: 'disk', cause: { code: 'disk_full', message: '' } });
    expect(pauseSentence(full)).toContain('磁盘已满');
  });
});

describe('an ended batch', () => {
  const ended = { state: 'finished', queued: 0, running: 0 } as const;

  test.each([
    [{ ...ended, done: 1205, failed: 3 }, '1,205 photos tagged, 3 failed'],
    [{ ...ended, done: 1, failed: 0 }, '1 photo tagged'],
    [{ ...ended, done: 0, failed: 0, skipped: 40 }, '40 already analysed'],
    [{ ...ended, done: 0, failed: 0, skipped: 40, unable: 8 }, '32 already analysed, 8 cannot be read'],
    [
      { ...ended, kind: 'import', done: 310, failed: 2, not_pictures: 1 },
      '310 photos added, 2 failed, 1 is not a picture',
    ],
    [{ ...ended, kind: 'import', done: 3, failed: 0, renewed: 3 }, '3 photos read again'],
    [{ ...ended, kind: 'import', done: 5, failed: 0, renewed: 1 }, '4 photos added, 1 photo read again'],
    [{ ...ended, done: 7, failed: 0, cancelled: 13 }, '7 photos tagged, cancelled with 13 left'],
    [{ ...ended, done: 0, failed: 0 }, 'Nothing to do'],
  ] as const)('%j says: %s', (change, sentence) => {
    expect(resultSentence(batch(change))).toBe(sentence);
  });

  test('can go on with what was cancelled, and be taken off the list', () => {
    const cancelled = batch({ ...ended, outcome: 'cancelled', cancelled: 13, failed: 0 });
    expect(actions(cancelled)).toMatchObject({
      retryCancelled: true,
      remove: true,
      retryFailed: false,
      cancel: false,
    });
  });

  test('that was put away stays so after a restart, and a broken memory of it harms nothing', () => {
    const kept = new Map<string, string>();
    const store = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    writeDismissed(store, new Set([4, 9]));
    expect([...readDismissed(store)]).toEqual([4, 9]);
    for (const key of kept.keys()) kept.set(key, '{"not": "a list"}');
    expect(readDismissed(store).size).toBe(0);
  });
});

describe('failures', () => {
  const group = (code: string, count: number, retryable: boolean): FailureGroup => ({
    code,
    count,
    retryable,
    photos: Array.from({ length: Math.min(count, 50) }, (_, at) => ({
      photo: at,
      path: `/home/ada/Pictures/IMG_${at}.jpg`,
      code,
      message: 'English detail.',
    })),
  });

  test('are grouped, the largest first, each with what happened and what to do', () => {
    const shown = shownGroups([group('not_a_picture', 3, false), group('timeout', 12, true)]);
    expect(shown.map((one) => one.head)).toEqual(['12 timed out', '3 are not pictures']);
    expect(shown[0]?.retryable).toBe(true);
    expect(shown[0]?.next).toContain('Retry');
  });

  test('of equal size come in the order in which something can be done', () => {
    const shown = shownGroups([group('damaged', 2, false), group('timeout', 2, true)]);
    expect(shown.map((one) => one.code)).toEqual(['timeout', 'damaged']);
  });

  test('say how many of a large group are not listed', () => {
    expect(shownGroups([group('timeout', 512, true)])[0]?.more).toBe(462);
  });

  test('name the file, not the path', () => {
    expect(fileName('/home/ada/鸟.jpg')).toBe('鸟.jpg');
    expect(fileName('C:\\Photos\\a b.tif')).toBe('a b.tif');
  });
});

test('a server is named by its host', () => {
  expect(hostOf('https://api.example.com/v1')).toBe('api.example.com');
  expect(hostOf('studio-pc')).toBe('studio-pc');
  expect(hostOf(null)).toBe('');
});
