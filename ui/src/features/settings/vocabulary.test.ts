import { expect, test } from 'vitest';
import { aliasesIn, aliasText, strangeLines, wordsIn } from './vocabulary';

test('words are divided at commas of both languages and at lines', () => {
  expect(wordsIn('photo, image，图片\nnature,,')).toEqual(['photo', 'image', '图片', 'nature']);
});

test('aliases come back as they were typed; a line that is none is counted', () => {
  const text = 'sea shore = coast\nnyc＝New York\nnothing\n = x\n\n';
  expect(aliasesIn(text)).toEqual([
    { from: 'sea shore', to: 'coast' },
    { from: 'nyc', to: 'New York' },
  ]);
  expect(strangeLines(text)).toBe(2);
  expect(aliasesIn(aliasText(aliasesIn(text)))).toEqual(aliasesIn(text));
});
