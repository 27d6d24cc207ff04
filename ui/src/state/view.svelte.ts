/** What the window shows and how it is arranged; remembered on this machine. Asks nothing of the library. */
import type { Scope } from '../ipc/generated/Scope';

export type Mode = 'grid' | 'loupe' | 'settings';

export const SIDEBAR = { least: 180, usual: 220, most: 400 } as const;
export const INSPECTOR = { least: 260, usual: 320, most: 520 } as const;
/** Height of a row of tiles. */
export const TILE = { least: 80, usual: 180, most: 360 } as const;

const STORED = 'pothos.view.1';

interface Arrangement {
  sidebar: boolean;
  inspector: boolean;
  filmstrip: boolean;
  sidebarWidth: number;
  inspectorWidth: number;
  tileHeight: number;
  closedFolders: number[];
}

const USUAL: Arrangement = {
  sidebar: true,
  inspector: true,
  filmstrip: true,
  sidebarWidth: SIDEBAR.usual,
  inspectorWidth: INSPECTOR.usual,
  tileHeight: TILE.usual,
  closedFolders: [],
};

export class ViewState {
  mode = $state<Mode>('grid');
  /** The batch tray is opened into its panel. */
  trayOpen = $state(false);
  /** The list of keys is shown. */
  keyHelp = $state(false);
  /** The words that wait for the user are shown. */
  reviewOpen = $state(false);
  /** The photos that are alike are shown. */
  duplicatesOpen = $state(false);
  /** Set: the dialog that starts a vision batch over these photos is open. */
  analyse = $state.raw<Scope | null>(null);
  #kept = $state.raw<Arrangement>(USUAL);

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.#kept = read(storage);
  }

  get sidebar(): boolean {
    return this.#kept.sidebar;
  }
  get inspector(): boolean {
    return this.#kept.inspector;
  }
  get filmstrip(): boolean {
    return this.#kept.filmstrip;
  }
  get sidebarWidth(): number {
    return this.#kept.sidebarWidth;
  }
  get inspectorWidth(): number {
    return this.#kept.inspectorWidth;
  }
  get tileHeight(): number {
    return this.#kept.tileHeight;
  }

  toggleSidebar(): void {
    this.#keep({ sidebar: !this.sidebar });
  }
  toggleInspector(): void {
    this.#keep({ inspector: !this.inspector });
  }
  toggleFilmstrip(): void {
    this.#keep({ filmstrip: !this.filmstrip });
  }
  /** Tab: hides both panels, or shows both when none is shown. */
  togglePanels(): void {
    const show = !this.sidebar && !this.inspector;
    this.#keep({ sidebar: show, inspector: show });
  }
  setSidebarWidth(px: number): void {
    this.#keep({ sidebarWidth: clamp(px, SIDEBAR.least, SIDEBAR.most) });
  }
  setInspectorWidth(px: number): void {
    this.#keep({ inspectorWidth: clamp(px, INSPECTOR.least, INSPECTOR.most) });
  }
  setTileHeight(px: number): void {
    this.#keep({ tileHeight: clamp(px, TILE.least, TILE.most) });
  }
  folderClosed(id: number): boolean {
    return this.#kept.closedFolders.includes(id);
  }
  toggleFolder(id: number): void {
    const closed = this.#kept.closedFolders;
    this.#keep({ closedFolders: closed.includes(id) ? closed.filter((one) => one !== id) : [...closed, id] });
  }

  openSettings(): void {
    this.mode = 'settings';
  }
  openLoupe(): void {
    this.mode = 'loupe';
  }
  /** Back to the grid from wherever. */
  openGrid(): void {
    this.mode = 'grid';
  }
  openAnalyse(scope: Scope): void {
    this.analyse = scope;
  }
  closeAnalyse(): void {
    this.analyse = null;
  }

  #keep(change: Partial<Arrangement>): void {
    this.#kept = { ...this.#kept, ...change };
    try {
      this.storage?.setItem(STORED, JSON.stringify(this.#kept));
    } catch {
      // A full or forbidden store only means that the arrangement is not remembered.
    }
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)));
}

function read(storage: Pick<Storage, 'getItem'> | null): Arrangement {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(STORED) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return USUAL;
    const kept = stored as Partial<Record<keyof Arrangement, unknown>>;
    const flag = (value: unknown, usual: boolean): boolean => (typeof value === 'boolean' ? value : usual);
    const size = (value: unknown, range: { least: number; usual: number; most: number }): number =>
      typeof value === 'number' && Number.isFinite(value)
        ? clamp(value, range.least, range.most)
        : range.usual;
    return {
      sidebar: flag(kept.sidebar, USUAL.sidebar),
      inspector: flag(kept.inspector, USUAL.inspector),
      filmstrip: flag(kept.filmstrip, USUAL.filmstrip),
      sidebarWidth: size(kept.sidebarWidth, SIDEBAR),
      inspectorWidth: size(kept.inspectorWidth, INSPECTOR),
      tileHeight: size(kept.tileHeight, TILE),
      closedFolders: Array.isArray(kept.closedFolders)
        ? kept.closedFolders.filter((id): id is number => typeof id === 'number')
        : [],
    };
  } catch {
    return USUAL;
  }
}
