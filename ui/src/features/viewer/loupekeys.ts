/** The loupe's keys. */
import type { AppState } from '../../state/app.svelte';
import type { KeyBinding } from '../../state/keys.svelte';

export interface LoupeActions {
  step(by: number): void;
  /** Between the whole photo and its pixels. */
  toggle(): void;
  zoom(factor: number): void;
}

const ZOOM_STEP = 1.5;

export function loupeKeys(app: AppState, loupe: LoupeActions): KeyBinding[] {
  const { library, view } = app;
  /** A control that has the focus keeps its own keys. */
  const ours = (event: KeyboardEvent): boolean =>
    !(event.target instanceof Element) || event.target.closest('button, [role=slider], [role=tree]') === null;
  const goTo = (index: number): void => {
    const id = library.list.idAt(index);
    if (id !== null) library.selection.only(id);
  };
  const when =
    (run: () => void) =>
    (event: KeyboardEvent): boolean => {
      if (!ours(event)) return false;
      run();
      return true;
    };
  return [
    {
      combos: ['arrowleft', 'arrowup'],
      group: 'move',
      label: 'keys.previous',
      run: when(() => loupe.step(-1)),
    },
    {
      combos: ['arrowright', 'arrowdown'],
      group: 'move',
      label: 'keys.next',
      run: when(() => loupe.step(1)),
    },
    { combos: ['home'], group: 'move', label: 'keys.first', run: when(() => goTo(0)) },
    { combos: ['end'], group: 'move', label: 'keys.last', run: when(() => goTo(library.list.n - 1)) },
    { combos: ['z'], group: 'look', label: 'keys.zoom', run: () => loupe.toggle() },
    { combos: ['+', '='], group: 'look', label: 'keys.zoom_in', run: () => loupe.zoom(ZOOM_STEP) },
    { combos: ['-'], group: 'look', label: 'keys.zoom_out', run: () => loupe.zoom(1 / ZOOM_STEP) },
    { combos: ['f'], group: 'look', label: 'keys.filmstrip', run: () => view.toggleFilmstrip() },
    {
      combos: ['escape', 'enter', 'space', 'g'],
      group: 'look',
      label: 'keys.back',
      run: when(() => view.openGrid()),
    },
  ];
}
