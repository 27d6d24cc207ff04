/** Rows and headings that are on the page, and those kept for the next ones. Their number follows the screen's size. */
import { TileNode } from './tilenode';

/** Tiles kept aside with their pictures: scrolling back finds them as they were. */
const KEPT_ASIDE = 120;

export class RowNode {
  readonly element = document.createElement('div');
  readonly tiles: TileNode[] = [];
  row = -1;

  constructor() {
    this.element.className = 'row';
    this.element.setAttribute('role', 'row');
  }
}

export class HeadingNode {
  readonly element = document.createElement('div');
  readonly label = document.createElement('span');
  readonly count = document.createElement('span');
  day = -1;

  constructor() {
    this.element.className = 'day';
    this.element.setAttribute('role', 'row');
    const head = document.createElement('div');
    head.setAttribute('role', 'rowheader');
    this.label.className = 'label';
    this.count.className = 'count';
    head.append(this.label, this.count);
    this.element.append(head);
  }
}

export class Pool {
  readonly rows = new Map<number, RowNode>();
  readonly headings = new Map<number, HeadingNode>();
  readonly #nodes = new WeakMap<Element, TileNode>();
  readonly #freeRows: RowNode[] = [];
  readonly #freeHeadings: HeadingNode[] = [];
  /** By photo, so that a photo that comes back gets its own tile with its picture. */
  readonly #freeTiles = new Map<number, TileNode>();

  constructor(private readonly parent: HTMLElement) {}

  row(row: number): RowNode {
    const node = this.#freeRows.pop() ?? new RowNode();
    node.row = row;
    this.rows.set(row, node);
    if (!node.element.isConnected) this.parent.append(node.element);
    node.element.hidden = false;
    return node;
  }

  heading(day: number): HeadingNode {
    const node = this.#freeHeadings.pop() ?? new HeadingNode();
    node.day = day;
    this.headings.set(day, node);
    if (!node.element.isConnected) this.parent.append(node.element);
    node.element.hidden = false;
    return node;
  }

  tile(id: number): TileNode {
    const own = this.#freeTiles.get(id);
    if (own) {
      this.#freeTiles.delete(id);
      return own;
    }
    if (this.#freeTiles.size > KEPT_ASIDE) {
      for (const [other, node] of this.#freeTiles) {
        this.#freeTiles.delete(other);
        return node;
      }
    }
    const node = new TileNode();
    this.#nodes.set(node.element, node);
    return node;
  }

  /** The tile an event happened on. */
  tileOf(target: EventTarget | null): TileNode | undefined {
    if (!(target instanceof Element)) return undefined;
    const element = target.closest('.tile');
    return element ? this.#nodes.get(element) : undefined;
  }

  /** The day whose heading an event happened on. */
  dayOf(target: EventTarget | null): number | undefined {
    if (!(target instanceof Element)) return undefined;
    const element = target.closest('.day');
    for (const node of this.headings.values()) if (node.element === element) return node.day;
    return undefined;
  }

  releaseRow(node: RowNode): void {
    this.rows.delete(node.row);
    for (const tile of node.tiles) this.#aside(tile);
    node.tiles.length = 0;
    node.element.hidden = true;
    this.#freeRows.push(node);
  }

  releaseHeading(node: HeadingNode): void {
    this.headings.delete(node.day);
    node.element.hidden = true;
    this.#freeHeadings.push(node);
  }

  releaseAll(): void {
    for (const node of this.rows.values()) this.releaseRow(node);
    for (const node of this.headings.values()) this.releaseHeading(node);
  }

  #aside(tile: TileNode): void {
    tile.element.remove();
    this.#freeTiles.set(tile.id, tile);
  }
}
