/** Which photos are selected, and which one is active. Everything selected costs nothing: it is "all but these". */
import type { PhotoList } from '../grid/photolist';

export class Selection {
  /** How many are selected. */
  size = $state(0);
  /** Rises with every change; read it to follow the selection. */
  revision = $state(0);
  /** The photo the keyboard is on, shown in the inspector and the loupe. */
  active = $state<number | null>(null);
  #all = false;
  #ids = new Set<number>();
  /** Where a shift-click starts from. */
  #anchor: number | null = null;

  constructor(private readonly list: () => PhotoList) {}

  /** Whether everything shown is selected. */
  get all(): boolean {
    return this.#all && this.#ids.size === 0;
  }

  has(id: number): boolean {
    return this.#all !== this.#ids.has(id);
  }

  /** The selected ids in the order shown. */
  ids(): number[] {
    const list = this.list();
    const found: number[] = [];
    if (!this.#all && this.#ids.size < 1000) {
      const places = [...this.#ids].map((id) => list.indexOf(id)).filter((place) => place >= 0);
      places.sort((a, b) => a - b);
      for (const place of places) found.push(list.id[place] ?? 0);
      return found;
    }
    for (const id of list.id) if (this.has(id)) found.push(id);
    return found;
  }

  /** A plain click: this one alone. */
  only(id: number): void {
    this.#all = false;
    this.#ids = new Set([id]);
    this.#anchor = id;
    this.active = id;
    this.#changed();
  }

  /** Ctrl-click: this one more, or one less. */
  toggle(id: number): void {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#anchor = id;
    this.active = id;
    this.#changed();
  }

  /** Shift-click: everything from the anchor to here; with `add` on top of what is selected. */
  extend(id: number, add = false): void {
    const list = this.list();
    const to = list.indexOf(id);
    const anchored = this.#anchor === null ? -1 : list.indexOf(this.#anchor);
    const from = anchored < 0 ? to : anchored;
    if (!add) {
      this.#all = false;
      this.#ids = new Set();
    }
    for (let i = Math.min(from, to); i <= Math.max(from, to); i++) {
      const one = list.id[i];
      if (one === undefined) continue;
      if (this.#all) this.#ids.delete(one);
      else this.#ids.add(one);
    }
    this.active = id;
    if (anchored < 0) this.#anchor = id;
    this.#changed();
  }

  selectAll(): void {
    this.#all = true;
    this.#ids = new Set();
    this.#changed();
  }

  clear(): void {
    this.#all = false;
    this.#ids = new Set();
    this.#anchor = null;
    this.#changed();
  }

  /** The list changed: what is not in it any more is neither selected nor active. */
  keepListed(): void {
    const list = this.list();
    for (const id of this.#ids) if (list.indexOf(id) < 0) this.#ids.delete(id);
    if (this.active !== null && list.indexOf(this.active) < 0) this.active = null;
    if (this.#anchor !== null && list.indexOf(this.#anchor) < 0) this.#anchor = null;
    this.#changed();
  }

  /** Photos came into the list: everything is more than it was. */
  grown(): void {
    if (this.#all) this.#changed();
  }

  #changed(): void {
    this.size = this.#all ? this.list().n - this.#ids.size : this.#ids.size;
    this.revision++;
  }
}
