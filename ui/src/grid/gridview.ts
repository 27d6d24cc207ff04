/**
 * Draws the part of the list that is on the screen. Plain elements and typed arrays: nothing here is reactive, and
 * scrolling only fills rows that come into sight. Decides nothing about photos; it is told what to show.
 */
import { GAP, HEADING, dayAt, layOut, rowAt, rowEdges, rowOf, type Layout } from './layout';
import { PhotoList } from './photolist';
import { Pool, type RowNode } from './pool';
import { ScrollSpace } from './scrollspace';
import type { TileNode, TileSource } from './tilenode';

export interface GridSource extends TileSource {
  /** Asks for what tiles show. */
  want(ids: readonly number[]): void;
  /** Says which photos on the screen have no picture yet, so that they are looked at first. */
  lacking(ids: readonly number[]): void;
  dayLabel(ms: number): string;
  countLabel(photos: number): string;
}

export interface GridElements {
  /** Scrolls. */
  readonly scroller: HTMLElement;
  /** As high as the space; holds rows and headings. */
  readonly canvas: HTMLElement;
  /** Lies over the top of the scroller. */
  readonly sticky: HTMLElement;
  readonly stickyLabel: HTMLElement;
  readonly stickyCount: HTMLElement;
}

/** More photos than fit in a row at the smallest size on the widest screen. */
const MOST_IN_A_ROW = 256;
/** Further than this many screens in one step is a flight: pictures wait until it ends. */
const FLIGHT_SCREENS = 1.5;
const FLIGHT_ENDS_MS = 90;
/** What the library takes. */
const MOST_LACKING = 100;
/** So that the last row stands clear of the edge. */
const FOOT = 24;

export class GridView {
  layout: Layout = layOut(PhotoList.empty, 1, 1, false);
  /** Called when the position or the layout changed. */
  onmoved: () => void = () => undefined;
  readonly space = new ScrollSpace();
  readonly pool: Pool;
  #list = PhotoList.empty;
  #viewport = 0;
  #position = 0;
  #flying = false;
  #landing: ReturnType<typeof setTimeout> | undefined;
  #stickyDay = -1;
  #wantNow = true;
  readonly #edges = new Float64Array(MOST_IN_A_ROW + 1);
  readonly #wanted: number[] = [];
  /** What was last said to lack a picture. */
  #lacked: ReadonlySet<number> = new Set();

  constructor(
    private readonly elements: GridElements,
    private readonly source: GridSource,
  ) {
    this.pool = new Pool(elements.canvas);
  }

  get position(): number {
    return this.#position;
  }

  get viewport(): number {
    return this.#viewport;
  }

  /** Lays the list out anew. `anchored` keeps what is at the top of the screen where it is. */
  show(
    list: PhotoList,
    size: { width: number; height: number; tile: number; byDay: boolean },
    anchored: boolean,
  ): void {
    const anchor = anchored ? this.#anchor() : null;
    this.#list = list;
    this.#viewport = size.height;
    this.layout = layOut(list, Math.max(100, size.width), size.tile, size.byDay);
    this.space.resize(this.layout.height + FOOT, size.height);
    this.elements.canvas.style.height = `${this.space.height}px`;
    let to = anchored ? this.#position : 0;
    if (anchor) {
      const index = list.indexOf(anchor.id);
      if (index >= 0) to = (this.layout.rowTop[rowOf(this.layout, index)] ?? 0) - anchor.below;
    }
    this.pool.releaseAll();
    this.#stickyDay = -1;
    this.#scrollTo(to);
    this.#render();
  }

  /** The scroller scrolled. */
  scrolled(): void {
    const top = this.elements.scroller.scrollTop;
    const position = this.space.position(top);
    if (position === this.#position) return;
    if (Math.abs(position - this.#position) > FLIGHT_SCREENS * this.#viewport) this.#fly();
    this.#position = position;
    const settled = this.space.settle(top);
    if (settled !== null) {
      this.elements.scroller.scrollTop = settled;
      this.#moveAll();
    }
    this.#wantNow = true;
    this.#render();
  }

  /** Goes to a position of the whole height, as the scrubber and the keys do. */
  goTo(position: number): void {
    if (Math.abs(position - this.#position) > FLIGHT_SCREENS * this.#viewport) this.#fly();
    this.#scrollTo(position);
    this.#wantNow = true;
    this.#render();
  }

  /** Scrolls as little as possible to have the photo whole on the screen. */
  reveal(index: number): void {
    if (index < 0 || index >= this.layout.photos) return;
    const row = rowOf(this.layout, index);
    const top = (this.layout.rowTop[row] ?? 0) - HEADING - 4;
    const end = (this.layout.rowTop[row] ?? 0) + (this.layout.rowHeight[row] ?? 0) + 12;
    if (top < this.#position) this.goTo(top);
    else if (end > this.#position + this.#viewport) this.goTo(end - this.#viewport);
  }

  /** Tiles or the selection changed: draws what is on the page again. */
  repaint(): void {
    for (const node of this.pool.rows.values()) {
      for (const tile of node.tiles) this.#draw(tile);
    }
  }

  /** The language changed. */
  reword(): void {
    this.#stickyDay = -1;
    for (const node of this.pool.rows.values()) for (const tile of node.tiles) tile.forgetWords();
    for (const node of this.pool.headings.values()) this.pool.releaseHeading(node);
    this.repaint();
    this.#render();
  }

  /** Asks for the tiles on the page that are not known. */
  want(): void {
    this.#wanted.length = 0;
    for (const node of this.pool.rows.values()) for (const tile of node.tiles) this.#wanted.push(tile.id);
    if (this.#wanted.length > 0) this.source.want(this.#wanted);
  }

  /** The next drawing may ask for tiles: the user caused it. */
  wantNext(): void {
    this.#wantNow = true;
  }

  destroy(): void {
    clearTimeout(this.#landing);
  }

  #scrollTo(position: number): void {
    const base = this.space.base;
    const top = this.space.go(position);
    this.#position = this.space.position(top);
    if (this.elements.scroller.scrollTop !== top) this.elements.scroller.scrollTop = top;
    if (this.space.base !== base) this.#moveAll();
  }

  /** The photo at the top of the screen, and how far its row's top is below the screen's. None at the very top. */
  #anchor(): { id: number; below: number } | null {
    if (this.#position <= 0 || this.layout.rows === 0) return null;
    const row = rowAt(this.layout, this.#position);
    const id = this.#list.idAt(this.layout.rowFirst[row] ?? 0);
    return id === null ? null : { id, below: (this.layout.rowTop[row] ?? 0) - this.#position };
  }

  #fly(): void {
    this.#flying = true;
    clearTimeout(this.#landing);
    this.#landing = setTimeout(() => {
      this.#flying = false;
      this.#wantNow = true;
      this.repaint();
      this.#render();
    }, FLIGHT_ENDS_MS);
  }

  /** A screen ahead and behind is kept ready: the direction is only known when it is too late. */
  #render(): void {
    const layout = this.layout;
    const from = this.#position - this.#viewport * 0.6;
    const end = this.#position + this.#viewport * 2;
    if (layout.rows === 0) {
      this.pool.releaseAll();
      this.#stick();
      this.onmoved();
      return;
    }
    let first = rowAt(layout, from);
    if ((layout.rowTop[first] ?? 0) + (layout.rowHeight[first] ?? 0) < from) first++;
    const last = rowAt(layout, end);
    for (const node of this.pool.rows.values()) {
      if (node.row < first || node.row > last) this.pool.releaseRow(node);
    }
    for (let row = first; row <= last; row++) {
      if (this.pool.rows.has(row)) continue;
      this.#fill(this.pool.row(row), row);
    }
    this.#headings(layout.rowDay[first] ?? 0, layout.rowDay[last] ?? 0);
    this.#stick();
    if (this.#wantNow && !this.#flying) {
      this.#wantNow = false;
      this.want();
    }
    if (!this.#flying) this.#sayLacking();
    this.onmoved();
  }

  /** Said again only when a photo came into sight that was not named the last time. */
  #sayLacking(): void {
    const end = this.#position + this.#viewport;
    const ids: number[] = [];
    for (const node of this.pool.rows.values()) {
      const top = this.layout.rowTop[node.row] ?? 0;
      if (top > end || top + (this.layout.rowHeight[node.row] ?? 0) < this.#position) continue;
      for (const { id, index } of node.tiles) {
        const tile = this.source.tile(id);
        const awaited = tile ? tile.state === 'new' : (this.#list.version[index] ?? 0) === 0;
        if (awaited && ids.length < MOST_LACKING) ids.push(id);
      }
    }
    if (ids.every((id) => this.#lacked.has(id))) return;
    this.#lacked = new Set(ids);
    this.source.lacking(ids);
  }

  #fill(node: RowNode, row: number): void {
    const layout = this.layout;
    const first = layout.rowFirst[row] ?? 0;
    const count = rowEdges(layout, this.#list, row, this.#edges);
    this.#put(node.element, layout.rowTop[row] ?? 0);
    node.element.style.height = `${layout.rowHeight[row] ?? 0}px`;
    node.element.setAttribute('aria-rowindex', String(row + 1));
    for (let i = 0; i < count; i++) {
      const id = this.#list.id[first + i] ?? 0;
      const tile = this.pool.tile(id);
      const left = this.#edges[i] ?? 0;
      tile.place(id, first + i, left, (this.#edges[i + 1] ?? 0) - left - GAP);
      node.tiles.push(tile);
      node.element.append(tile.element);
      this.#draw(tile);
    }
  }

  #draw(tile: TileNode): void {
    tile.draw(this.#list.version[tile.index] ?? 0, this.source, !this.#flying);
  }

  #headings(first: number, last: number): void {
    const layout = this.layout;
    for (const node of this.pool.headings.values()) {
      if (node.day < first || node.day > last) this.pool.releaseHeading(node);
    }
    if (Number.isNaN(layout.dayMs[0])) return;
    for (let day = first; day <= last; day++) {
      if (this.pool.headings.has(day)) continue;
      const node = this.pool.heading(day);
      this.#put(node.element, layout.dayTop[day] ?? 0);
      node.label.textContent = this.source.dayLabel(layout.dayMs[day] ?? 0);
      node.count.textContent = this.source.countLabel(this.photosOfDay(day));
    }
  }

  photosOfDay(day: number): number {
    const first = this.layout.rowFirst[this.layout.dayRow[day] ?? 0] ?? 0;
    return (this.layout.rowFirst[this.layout.dayRow[day + 1] ?? 0] ?? 0) - first;
  }

  /** First and one past the last photo of a day. */
  rangeOfDay(day: number): { first: number; end: number } {
    const first = this.layout.rowFirst[this.layout.dayRow[day] ?? 0] ?? 0;
    return { first, end: first + this.photosOfDay(day) };
  }

  #stick(): void {
    const { layout } = this;
    const { sticky, stickyLabel, stickyCount } = this.elements;
    const none = layout.rows === 0 || Number.isNaN(layout.dayMs[0]);
    if (none) {
      sticky.hidden = true;
      return;
    }
    const day = dayAt(layout, this.#position);
    if (day !== this.#stickyDay) {
      this.#stickyDay = day;
      sticky.hidden = false;
      stickyLabel.textContent = this.source.dayLabel(layout.dayMs[day] ?? 0);
      stickyCount.textContent = this.source.countLabel(this.photosOfDay(day));
    }
    const next = layout.dayTop[day + 1];
    const push = next === undefined ? 0 : Math.min(0, next - this.#position - HEADING);
    sticky.style.transform = `translateY(${push}px)`;
  }

  #moveAll(): void {
    for (const node of this.pool.rows.values()) this.#put(node.element, this.layout.rowTop[node.row] ?? 0);
    for (const node of this.pool.headings.values()) {
      this.#put(node.element, this.layout.dayTop[node.day] ?? 0);
    }
  }

  #put(element: HTMLElement, top: number): void {
    element.style.transform = `translateY(${top - this.space.base}px)`;
  }
}
