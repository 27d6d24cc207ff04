import { describe, expect, test } from 'vitest';
import type { DuplicatePhoto } from '../../ipc/generated/DuplicatePhoto';
import { differences, turnText } from './differences';

const KEEP: DuplicatePhoto = {
  id: 1,
  version: 1,
  name: 'a.jpg',
  path: '/p/a.jpg',
  format: 'jpeg',
  bytes: 9_000_000,
  width: 6000,
  height: 4000,
  taken: '2026-06-18T22:41:07',
  score: 80,
  sharpness: 70,
  rating: 0,
  alike: null,
  bits: 0,
  turn: 1,
};

const other = (change: Partial<DuplicatePhoto>): DuplicatePhoto => ({
  ...KEEP,
  id: 2,
  alike: 'near',
  ...change,
});

describe('what tells a copy from the one to keep', () => {
  test.each([
    ['the one itself', KEEP, []],
    ['the same file', other({ alike: 'exact' }), ['the same file']],
    ['a small one', other({ width: 1500, height: 1000, bytes: 400_000 }), ['smaller copy']],
    ['a pressed one', other({ bytes: 900_000 }), ['more compressed']],
    [
      'a turned one in another format',
      other({ turn: 6, width: 4000, height: 6000, format: 'png', bytes: 2e7 }),
      ['turned left', 'PNG'],
    ],
    ['one that lost its date', other({ taken: null }), ['another date']],
  ])('%s', (_, photo, expected) => {
    expect(differences(photo, KEEP, KEEP.id)).toEqual(expected);
  });

  test('beside another photo than the suggested one, only what can be seen is said', () => {
    const small = other({ width: 1500, height: 1000, turn: 6, alike: 'exact', bytes: 400_000 });
    expect(differences(small, KEEP, 7)).toEqual(['smaller copy']);
  });

  test('each of the seven turns has its words, and none has none', () => {
    expect(turnText(1)).toBeNull();
    for (let turn = 2; turn <= 8; turn++) expect(turnText(turn), String(turn)).not.toBeNull();
  });
});
