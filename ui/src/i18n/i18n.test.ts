import { afterEach, describe, expect, test } from 'vitest';
import { errorText, FAILURE_CODES, failureCount, failureNext, failureText, pauseText } from './failure';
import * as format from './format';
import { locale, match } from './locale.svelte';
import { fill, placeholders } from './message';
import failureRs from '../../../src-tauri/crates/model/src/failure.rs?raw';
import qualityRs from '../../../src-tauri/crates/model/src/quality.rs?raw';
import { lookup, t, TABLES, type MessageKey } from './table';

/** Names in quotes that match `pattern` in the model's own source: the one truth about codes and reasons. */
function namesIn(source: string, pattern: RegExp): string[] {
  const names = [...source.matchAll(pattern)].map((found) => found[1] ?? '');
  expect(names.length, 'nothing found: the pattern no longer fits').toBeGreaterThan(5);
  return names;
}

afterEach(() => locale.use('en'));

describe('the tables', () => {
  const keys = Object.keys(TABLES.en) as MessageKey[];

  test('Chinese has the same keys as English', () => {
    expect(Object.keys(TABLES['zh-CN']).sort()).toEqual([...keys].sort());
  });

  test('every Chinese sentence fills the same placeholders as the English one', () => {
    const wrong = keys.filter((key) => {
      const [en, zh] = [placeholders(TABLES.en[key]), placeholders(TABLES['zh-CN'][key])];
      return en.join() !== zh.join();
    });
    expect(wrong, 'a value would be lost or shown as {name}').toEqual([]);
  });

  test('a plural in one language is a plural in the other', () => {
    const wrong = keys.filter((key) => typeof TABLES.en[key] !== typeof TABLES['zh-CN'][key]);
    expect(wrong).toEqual([]);
  });

  test('no sentence is empty or left in English in the Chinese table', () => {
    const same = keys.filter((key) => {
      const zh = TABLES['zh-CN'][key];
      return (
        typeof zh === 'string' && (zh === '' || (zh === TABLES.en[key] && /[a-z]{3}.* [a-z]{3}/.test(zh)))
      );
    });
    expect(same).toEqual([]);
  });
});

describe('failures', () => {
  const codes = namesIn(failureRs, /^ {4}\w+ = "(\w+)",/gm);

  test('every code of the model has its sentences, and no other has', () => {
    expect([...FAILURE_CODES].sort()).toEqual([...codes].sort());
  });

  test.each(['en', 'zh-CN'])('every code says what happened and what to do next in %s', (language) => {
    locale.use(language);
    for (const code of codes) {
      expect(failureText(code), code).not.toBe(code);
      expect(failureNext(code).length, code).toBeGreaterThan(4);
      expect(failureCount(code, 12), code).toMatch(/12/);
    }
  });

  test('a code newer than the table shows the sentence that came with it', () => {
    expect(failureText('made_of_cheese', 'The file is made of cheese.')).toBe('The file is made of cheese.');
    expect(failureCount('made_of_cheese', 1)).toBe('1 failed');
  });

  test('an error is the library’s own sentence in English and the table’s in another language', () => {
    const full = { code: 'disk_full', message: 'No space left for library.db.' };
    expect(errorText(full)).toBe('No space left for library.db.');
    locale.use('zh-CN');
    expect(errorText(full)).toContain('磁盘已满');
    expect(errorText({ code: 'refused', message: 'x' }), 'not the model that refused').toContain('图库');
    expect(errorText({ code: 'brand_new', message: 'Something new.' })).toBe('Something new.');
  });

  test('groups count in words', () => {
    expect(failureCount('timeout', 12)).toBe('12 timed out');
    expect(failureCount('not_a_picture', 1)).toBe('1 is not a picture');
    expect(failureCount('not_a_picture', 3)).toBe('3 are not pictures');
  });

  test('a paused batch says who does not answer and what resumes it', () => {
    expect(pauseText('server', 'unreachable', 'studio-pc', 'qwen3-vl')).toBe(
      'Paused: the server studio-pc does not answer. Trying again every 30 s.',
    );
    expect(pauseText('user', null, '', '')).toBe('Paused by you.');
    expect(pauseText('server', 'model_missing', 'studio-pc', '')).toContain('the model');
  });
});

test('every reason of a score and every camera row has a word', () => {
  for (const name of namesIn(qualityRs, /=> "(\w+)"/g))
    expect(lookup(`quality.reason.${name}`), name).not.toBeNull();
  for (const row of [
    'camera',
    'lens',
    'shutter',
    'aperture',
    'iso',
    'focal',
    'bias',
    'flash',
    'creator',
    'copyright',
  ])
    expect(lookup(`exif.${row}`), row).not.toBeNull();
});

describe('t', () => {
  test('follows the language', () => {
    expect(t('count.photos', { count: 1 })).toBe('1 photo');
    expect(t('count.photos', { count: 1205 })).toBe('1,205 photos');
    locale.use('zh-CN');
    expect(t('count.photos', { count: 1205 })).toBe('1,205 张照片');
  });

  test('a value that is missing stays visible', () => {
    expect(fill('{a} of {b}', { a: 1 }, 'en')).toBe('1 of {b}');
  });

  test('an unknown key from outside has no sentence, whatever its name', () => {
    expect(lookup('no.such.key')).toBeNull();
    expect(lookup('constructor')).toBeNull();
  });

  test.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['fr', 'zh-Hans-CN'], 'zh-CN'],
    [['fr-FR'], 'en'],
    [[], 'en'],
  ])('%j is shown in %s', (wanted, shown) => {
    expect(match(wanted)).toBe(shown);
  });
});

describe('figures', () => {
  test.each([
    [850, '850 ms'],
    [6100, '6.1 s'],
    [59_940, '60 s'],
    [125_000, '2 min 5 s'],
    [11_520_000, '3 h 12 min'],
    [187_200_000, '2 d 4 h'],
  ])('%d ms is %s', (ms, text) => {
    expect(format.formatDuration(ms)).toBe(text);
  });

  test.each([
    [2.44, '2.4 photos/s'],
    [140.2, '140 photos/s'],
    [0.1639, '6.1 s/photo'],
  ])('a rate of %d is %s', (rate, text) => {
    expect(format.formatRate(rate)).toBe(text);
  });

  test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [8_400_000, '8.4 MB'],
    [999_600, '1 MB'],
    [240_000_000, '240 MB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(format.formatBytes(bytes)).toBe(text);
  });

  test.each([
    [1.2, '$', '$1.20'],
    [0.00423, 'EUR', '€0.0042'],
    [0, '$', '$0.00'],
    [12.5, 'credits', '12.50 credits'],
  ])('writes %d %s as money', (amount, currency, text) => {
    expect(format.formatMoney(amount, currency)).toBe(text);
  });

  test('a finish tomorrow says so', () => {
    const now = new Date(2026, 10, 22, 23, 30).getTime();
    expect(format.formatFinish(new Date(2026, 10, 22, 23, 50).getTime(), now)).not.toContain('tomorrow');
    expect(format.formatFinish(new Date(2026, 10, 23, 2, 15).getTime(), now)).toContain('tomorrow');
    expect(format.formatFinish(new Date(2026, 10, 25, 2, 15).getTime(), now)).toContain('Nov 25');
  });

  test('a capture time is shown as the camera wrote it', () => {
    expect(format.formatTaken('2026-03-01T06:12:40+09:00')).toBe('Mar 1, 2026, 6:12:40 AM (+09:00)');
    expect(format.formatTaken('nonsense')).toBe('nonsense');
  });

  test('a long name keeps its extension, a long path its end', () => {
    expect(format.shortenName('a-very-long-name-of-a-photo-indeed.jpeg', 20)).toMatch(/^a-very.*….*\.jpeg$/);
    expect(format.shortenName('a-very-long-name-of-a-photo-indeed.jpeg', 20).length).toBeLessThanOrEqual(20);
    const path = format.shortenPath('/home/someone/Pictures/2026/Norway/Bergen/DSC_0412.jpg', 34);
    expect(path).toMatch(/^\/home\/.*…\/DSC_0412\.jpg$/);
    expect(path.length).toBeLessThanOrEqual(34);
  });
});
