/** The grid's keys. */
import type { AppState } from '../state/app.svelte';
import type { KeyBinding } from '../state/keys.svelte';
import type { GridView } from './gridview';
import { neighbour } from './layout';

/** Keys for moving and selecting; the rating and window keys are the shell's. */
export function gridKeys(
  app: AppState,
  view: GridView,
  scroller: () => HTMLElement | undefined,
): KeyBinding[] {
  const { library } = app;
  const { selection } = library;

  /** Keys that other controls use too are the grid's only while nothing else has the focus. */
  const ours = (): boolean => {
    const focus = document.activeElement;
    return focus === null || focus === document.body || focus === scroller();
  };

  const here = (): number => (selection.active === null ? -1 : library.list.indexOf(selection.active));

  const goTo = (index: number, extend: boolean): void => {
    const id = library.list.idAt(Math.min(library.list.n - 1, Math.max(0, index)));
    if (id === null) return;
    if (extend) selection.extend(id);
    else selection.only(id);
    view.reveal(library.list.indexOf(id));
    scroller()?.focus({ preventScroll: true });
  };

  const move =
    (to: (from: number) => number, extend = false) =>
    (): boolean => {
      if (!ours() || library.list.n === 0) return false;
      goTo(to(here()), extend);
      return true;
    };

  /** Rows that fit on the screen, less one that stays in sight. */
  const page = (): number => Math.max(1, Math.floor(view.viewport / (app.view.tileHeight + 4)) - 1);
  /** From the active photo; with none the first key begins at the first photo. */
  const step = (to: (from: number) => number) => (from: number) => (from < 0 ? 0 : to(from));
  const rows = (by: () => number) => step((from) => neighbour(view.layout, library.list, from, by()));

  const moves: readonly [string, (from: number) => number, KeyBinding['label']][] = [
    ['arrowleft', step((from) => from - 1), 'keys.previous'],
    ['arrowright', step((from) => from + 1), 'keys.next'],
    ['arrowup', rows(() => -1), 'keys.up'],
    ['arrowdown', rows(() => 1), 'keys.down'],
    ['pageup', rows(() => -page()), 'keys.page_up'],
    ['pagedown', rows(page), 'keys.page_down'],
    ['home', () => 0, 'keys.first'],
    ['end', () => library.list.n - 1, 'keys.last'],
  ];

  const open = (): boolean => {
    if (!ours() || library.list.n === 0) return false;
    if (here() < 0) goTo(0, false);
    app.view.openLoupe();
    return true;
  };

  return [
    ...moves.map(([key, to, label]): KeyBinding => ({ combos: [key], group: 'move', label, run: move(to) })),
    {
      combos: moves.map(([key]) => `shift+${key}`),
      group: 'select',
      label: 'keys.extend',
      run: (event) => {
        const found = moves.find(([key]) => key === event.key.toLowerCase());
        return found ? move(found[1], true)() : false;
      },
    },
    { combos: ['space', 'enter'], group: 'look', label: 'keys.open', run: open },
    {
      combos: ['mod+a'],
      group: 'select',
      label: 'keys.select_all',
      run: () => selection.selectAll(),
    },
    {
      combos: ['mod+space'],
      group: 'select',
      label: 'keys.toggle',
      run: () => {
        if (!ours() || selection.active === null) return false;
        selection.toggle(selection.active);
        return true;
      },
    },
    {
      combos: ['escape', 'mod+d'],
      group: 'select',
      label: 'keys.select_none',
      run: () => {
        if (selection.size === 0) return false;
        selection.clear();
        return true;
      },
    },
  ];
}
