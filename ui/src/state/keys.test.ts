import { describe, expect, it, vi } from 'vitest';
import { comboOf, Keys, type KeyBinding } from './keys.svelte';

const press = (init: KeyboardEventInit, target?: HTMLElement): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true });
  (target ?? document.body).dispatchEvent(event);
  return event;
};

const binding = (combo: string, run: KeyBinding['run'], inFields = false): KeyBinding => ({
  combos: [combo],
  group: 'window',
  label: 'common.ok',
  run,
  inFields,
});

describe('the keys', () => {
  it.each([
    [{ key: 'a', ctrlKey: true }, 'mod+a'],
    [{ key: 'A', metaKey: true, shiftKey: true }, 'mod+shift+a'],
    [{ key: ' ' }, 'space'],
    [{ key: '?', shiftKey: true }, '?'],
    [{ key: 'ArrowLeft', shiftKey: true }, 'shift+arrowleft'],
  ])('are named by what is pressed: %o', (init, combo) => {
    expect(comboOf(new KeyboardEvent('keydown', init))).toBe(combo);
  });

  it('go to the latest that wants them', () => {
    const keys = new Keys();
    const first = vi.fn();
    keys.bind([binding('z', first)]);
    const unbind = keys.bind([binding('z', () => false)]);
    const second = vi.fn();
    const unbindSecond = keys.bind([binding('z', second)]);
    keys.press(press({ key: 'z' }));
    unbindSecond();
    keys.press(press({ key: 'z' }));
    unbind();
    expect([first.mock.calls.length, second.mock.calls.length, keys.list.length]).toEqual([1, 1, 1]);
  });

  it('are text while the caret is in a field', () => {
    const keys = new Keys();
    const plain = vi.fn();
    const everywhere = vi.fn();
    keys.bind([binding('5', plain), binding('f6', everywhere, true)]);
    const field = document.body.appendChild(document.createElement('input'));
    const handled: boolean[] = [];
    field.addEventListener('keydown', (event) => {
      keys.press(event);
      handled.push(event.defaultPrevented);
    });
    press({ key: '5' }, field);
    press({ key: 'F6' }, field);
    expect([plain.mock.calls.length, everywhere.mock.calls.length, handled]).toEqual([0, 1, [false, true]]);
  });
});
