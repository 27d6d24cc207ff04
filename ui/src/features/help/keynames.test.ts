import { expect, test } from 'vitest';
import { keyNames } from './keynames';

test.each([
  ['mod+shift+a', false, 'Ctrl Shift A'],
  ['mod+a', true, '⌘ A'],
  ['arrowleft', false, '←'],
  ['?', false, '?'],
  ['+', false, '+'],
  ['mod++', false, 'Ctrl +'],
  ['shift+f6', false, 'Shift F6'],
  ['escape', false, 'Esc'],
])('%s is written %s → %s', (combo, mac, written) => {
  expect(keyNames(combo, mac).join(' ')).toBe(written);
});
