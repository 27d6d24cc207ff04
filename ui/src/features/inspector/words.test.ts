import { afterEach, describe, expect, test } from 'vitest';
import { locale } from '../../i18n';
import type { PhotoView } from '../../ipc/generated/PhotoView';
import type { WordView } from '../../ipc/generated/WordView';
import { lookOf, provenance, saidOf, saidWords, undoOf, whoOf } from './words';

const STAMP = {
  server: 'http://studio-pc:11434',
  model: 'qwen3-vl:8b',
  preset: 'standard',
  presetVersion: 3,
  batch: 12,
  similarTo: null,
};

let next = 1;
function word(change: Partial<WordView>): WordView {
  return {
    id: next++,
    names: [],
    kind: 'tag',
    text: 'lake',
    source: 'human',
    stamp: null,
    createdMs: 1_790_000_000_000,
    accepted: false,
    because: null,
    ...change,
  };
}

function photo(words: WordView[]): PhotoView {
  return {
    id: 7,
    waiting: [],
    version: 1,
    name: 'DSC_0412.jpg',
    path: '/home/ada/DSC_0412.jpg',
    folder: 1,
    format: 'jpeg',
    bytes: 1,
    width: 3,
    height: 2,
    state: 'ready',
    error: null,
    taken: null,
    addedMs: 0,
    rating: 0,
    title: '',
    description: '',
    words,
    quality: null,
    colours: [],
    exif: [],
    place: null,
    contentHash: null,
    missingPercent: null,
    pair: null,
    perceptualHash: null,
    runs: [],
  };
}

afterEach(() => locale.use('en'));

describe('a word shows who wrote it', () => {
  test.each([
    ['yours', { source: 'human' }, 'plain', 'written by you'],
    ["the file's", { source: 'file' }, 'outlined', 'from the file'],
    ['from facts', { source: 'basic' }, 'dotted', 'from facts'],
    ["a model's", { source: 'model', stamp: STAMP }, 'tinted', 'by qwen3-vl:8b'],
    ['accepted', { source: 'human', stamp: STAMP, accepted: true }, 'plain', 'accepted by you'],
  ] as const)('%s', (_, change, look, who) => {
    expect(lookOf(word(change))).toBe(look);
    expect(whoOf(word(change))).toBe(who);
  });

  test('a source newer than the window never looks like yours', () => {
    expect(lookOf(word({ source: 'oracle' }))).not.toBe('plain');
  });

  test("a model's card names model, server, preset, batch and date", () => {
    const rows = provenance(word({ source: 'model', stamp: STAMP }));
    expect(rows.map((row) => row.label)).toEqual(['Model', 'Server', 'Preset', 'Batch', 'Date']);
    expect(rows.map((row) => row.value)).toEqual(
      expect.arrayContaining(['qwen3-vl:8b', 'standard, version 3', 'No. 12']),
    );
  });

  test('the card of a typed word only has its date', () => {
    expect(provenance(word({})).map((row) => row.label)).toEqual(['Date']);
  });
});

describe('a text said by several', () => {
  test('is one chip that looks like the one the user stands behind', () => {
    const said = saidWords(
      photo([
        word({ text: 'Lake', source: 'model', stamp: STAMP }),
        word({ text: 'lake ', source: 'human', accepted: true }),
        word({ text: 'dawn', source: 'basic' }),
      ]),
      'tag',
    );
    expect(said.map((one) => lookOf(one.word))).toEqual(['plain', 'dotted']);
    expect(said[0]?.also).toHaveLength(1);
  });

  test('of another kind is another chip', () => {
    expect(saidWords(photo([word({ kind: 'category' })]), 'tag')).toEqual([]);
  });
});

describe('an edit is taken back by', () => {
  test('restoring what was accepted or rejected', () => {
    const before = photo([word({ id: 5, source: 'model', stamp: STAMP })]);
    expect(undoOf({ edit: 'accept', word: 5 }, before, before)).toEqual({ edit: 'restore', word: 5 });
    expect(undoOf({ edit: 'reject', word: 5 }, before, before)).toEqual({ edit: 'restore', word: 5 });
  });

  test('taking away a word that was not there', () => {
    const after = photo([word({ id: 9, text: 'boat' })]);
    expect(undoOf({ edit: 'add', kind: 'tag', text: ' Boat' }, photo([]), after)).toEqual({
      edit: 'reject',
      word: 9,
    });
  });

  test("giving a machine's word back when adding it only accepted it", () => {
    const before = photo([word({ id: 9, text: 'boat', source: 'model', stamp: STAMP })]);
    const after = photo([word({ id: 9, text: 'boat', source: 'human', stamp: STAMP, accepted: true })]);
    expect(undoOf({ edit: 'add', kind: 'tag', text: 'boat' }, before, after)).toEqual({
      edit: 'restore',
      word: 9,
    });
  });

  test('nothing when the word was yours already', () => {
    const same = photo([word({ id: 9, text: 'boat' })]);
    expect(undoOf({ edit: 'add', kind: 'tag', text: 'boat' }, same, same)).toBeNull();
  });

  test('writing the old text, or none where a machine wrote the one before', () => {
    const typed = photo([word({ kind: 'title', text: 'Old' })]);
    const accepted = photo([word({ kind: 'title', text: 'Old', accepted: true, stamp: STAMP })]);
    const edit = { edit: 'set', kind: 'title', text: 'New' } as const;
    expect(undoOf(edit, typed, typed)).toEqual({ edit: 'set', kind: 'title', text: 'Old' });
    expect(undoOf(edit, accepted, accepted)).toEqual({ edit: 'set', kind: 'title', text: null });
  });

  test('the toast says what was done, long texts shortened', () => {
    const before = photo([
      word({ id: 3, text: 'x'.repeat(90), source: 'model', stamp: STAMP }),
      word({ id: 4, text: 'mine' }),
    ]);
    expect(saidOf({ edit: 'reject', word: 3 }, before).length).toBeLessThan(60);
    expect(saidOf({ edit: 'reject', word: 4 }, before)).toBe('Removed “mine”');
    locale.use('zh-CN');
    expect(saidOf({ edit: 'add', kind: 'tag', text: '湖' }, before)).toBe('已添加“湖”');
  });
});
