/** Keys that work everywhere in the window. */
import type { AppState } from '../../state/app.svelte';
import type { KeyBinding } from '../../state/keys.svelte';
import { TILE } from '../../state/view.svelte';

/** How much one key changes the thumbnails. */
const TILE_STEP = 1.2;

export function shellKeys(app: AppState): KeyBinding[] {
  const { library, view } = app;

  const rate = (rating: number): boolean => {
    const { selection } = library;
    const inLoupe = view.mode === 'loupe' && selection.active !== null;
    const ids = inLoupe && selection.active !== null ? [selection.active] : selection.ids();
    if (view.mode === 'settings' || ids.length === 0) return false;
    void app.rate(ids, rating);
    return true;
  };

  const resize = (factor: number) => (): boolean => {
    if (view.mode !== 'grid') return false;
    view.setTileHeight(Math.min(TILE.most, Math.max(TILE.least, view.tileHeight * factor)));
    return true;
  };

  return [
    {
      combos: ['0', '1', '2', '3', '4', '5'],
      group: 'mark',
      label: 'keys.rate',
      run: (event) => rate(Number(event.key)),
    },
    { combos: ['x'], group: 'mark', label: 'keys.reject', run: () => rate(-1) },
    { combos: ['+', '='], group: 'look', label: 'keys.larger', run: resize(TILE_STEP) },
    { combos: ['-'], group: 'look', label: 'keys.smaller', run: resize(1 / TILE_STEP) },
    {
      combos: ['tab'],
      group: 'window',
      label: 'keys.panels',
      run: () => {
        // From a control, Tab goes to the next control as everywhere.
        const focus = document.activeElement;
        if (focus !== null && focus !== document.body && focus.getAttribute('role') !== 'grid') return false;
        view.togglePanels();
        return true;
      },
    },
    { combos: ['mod+b'], group: 'window', label: 'keys.side_bar', run: () => view.toggleSidebar() },
    { combos: ['i', 'mod+i'], group: 'window', label: 'keys.inspector', run: () => view.toggleInspector() },
    { combos: ['f6'], group: 'window', label: 'keys.area', inFields: true, run: () => goToArea(1) },
    {
      combos: ['shift+f6'],
      group: 'window',
      label: 'keys.area_back',
      inFields: true,
      run: () => goToArea(-1),
    },
    { combos: ['mod+z'], group: 'window', label: 'keys.undo', run: () => app.toasts.undoLast() },
    {
      combos: ['mod+o'],
      group: 'window',
      label: 'keys.import',
      inFields: true,
      run: () => void app.pickAndImport('folders'),
    },
    {
      combos: ['mod+enter'],
      group: 'window',
      label: 'keys.analyse',
      run: () => {
        if (library.count === 0) return false;
        view.openAnalyse(app.scope());
        return true;
      },
    },
    {
      combos: ['mod+r'],
      group: 'look',
      label: 'keys.reveal',
      run: () => {
        const id = library.selection.active;
        if (id === null) return false;
        void app.reveal(id);
        return true;
      },
    },
    {
      combos: ['mod+,'],
      group: 'window',
      label: 'keys.settings',
      inFields: true,
      run: () => view.openSettings(),
    },
    {
      combos: ['?', 'f1'],
      group: 'window',
      label: 'keys.help',
      run: () => void (view.keyHelp = !view.keyHelp),
    },
    {
      combos: ['escape'],
      group: 'window',
      label: 'keys.back',
      run: () => {
        if (view.mode === 'grid') return false;
        view.openGrid();
        return true;
      },
    },
  ];
}

/** Puts the focus into the next part of the window that is shown; a part is marked `data-area`. */
function goToArea(step: 1 | -1): boolean {
  const areas = [...document.querySelectorAll<HTMLElement>('[data-area]')].filter(
    (area) => area.offsetParent !== null && !area.closest('[inert]'),
  );
  const at = areas.findIndex((area) => area.contains(document.activeElement));
  for (let i = 1; i <= areas.length; i++) {
    const area = areas[(at + step * i + areas.length * 2) % areas.length];
    const first = area?.querySelector<HTMLElement>(
      '[role=grid], input:not(:disabled), button:not(:disabled), [tabindex="0"]',
    );
    if (first) {
      first.focus();
      return true;
    }
  }
  return false;
}
