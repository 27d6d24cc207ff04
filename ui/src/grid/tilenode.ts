/** One tile's elements, made once and filled again and again. Knows how a tile looks; not where it is or why. */
import type { TileView } from '../ipc/generated/TileView';

/** Width of one star; the click's place tells which. */
export const STAR = 15;

/** What a tile needs to know to be drawn. */
export interface TileSource {
  tile(id: number): TileView | undefined;
  selected(id: number): boolean;
  active(): number | null;
  thumbUrl(id: number, version: number): string;
  /** What a screen reader says. */
  name(tile: TileView): string;
  /** Why there is no picture. */
  reason(tile: TileView): string;
}

export class TileNode {
  readonly element = document.createElement('div');
  id = 0;
  index = -1;
  readonly #image = document.createElement('img');
  readonly #stars = document.createElement('span');
  readonly #set = document.createElement('i');
  readonly #mark = document.createElement('span');
  readonly #half = document.createElement('span');
  #reason: HTMLElement | null = null;
  #shown = 0;
  #wanted = 0;
  #drawn: TileView | undefined;
  #left = -1;
  #width = -1;

  constructor() {
    this.element.className = 'tile';
    this.element.setAttribute('role', 'gridcell');
    this.#image.decoding = 'async';
    this.#image.draggable = false;
    this.#image.alt = '';
    this.#image.addEventListener('load', () => this.#image.classList.add('shown'));
    this.#stars.className = 'stars';
    this.#stars.append(this.#set);
    this.#mark.className = 'model';
    this.#half.className = 'half';
    this.element.append(this.#image, this.#stars, this.#mark, this.#half);
  }

  /** Which photo it is, and where in its row. The picture of another photo is hidden at once. */
  place(id: number, index: number, left: number, width: number): void {
    if (this.id !== id) {
      this.id = id;
      this.element.id = `photo-${id}`;
      this.#image.classList.remove('shown');
      this.#image.removeAttribute('src');
      this.#shown = 0;
      this.#wanted = 0;
      this.#drawn = undefined;
      this.element.removeAttribute('aria-label');
      this.element.className = 'tile';
      this.#set.style.width = '0';
      this.#half.textContent = '';
      this.#reason?.remove();
      this.#reason = null;
    }
    this.index = index;
    if (this.#left !== left) this.element.style.left = `${(this.#left = left)}px`;
    if (this.#width !== width) this.element.style.width = `${(this.#width = width)}px`;
  }

  /** Draws what is known; `load` false leaves the picture for later, while the scrubber flies past. */
  draw(version: number, source: TileSource, load: boolean): void {
    this.#wanted = version;
    if (load) this.load(source);
    const tile = source.tile(this.id);
    if (tile !== this.#drawn) this.#describe(tile, source);
    const selected = source.selected(this.id);
    this.element.classList.toggle('selected', selected);
    this.element.classList.toggle('active', source.active() === this.id);
    this.element.setAttribute('aria-selected', selected ? 'true' : 'false');
  }

  load(source: TileSource): void {
    if (this.#wanted === 0 || this.#wanted === this.#shown) return;
    this.#shown = this.#wanted;
    this.#image.src = source.thumbUrl(this.id, this.#wanted);
    if (this.#image.complete && this.#image.naturalWidth > 0) this.#image.classList.add('shown');
  }

  /** Says everything anew, in another language. */
  forgetWords(): void {
    this.#drawn = undefined;
  }

  /** Which star was clicked, 1 to 5, or null when the click was elsewhere. */
  starAt(target: EventTarget | null, clientX: number): number | null {
    if (!(target instanceof Element) || !this.#stars.contains(target)) return null;
    const left = this.#stars.getBoundingClientRect().left;
    return Math.min(5, Math.max(1, Math.ceil((clientX - left) / STAR)));
  }

  #describe(tile: TileView | undefined, source: TileSource): void {
    this.#drawn = tile;
    if (!tile) return;
    this.element.setAttribute('aria-label', source.name(tile));
    this.element.classList.toggle('rated', tile.rating > 0);
    this.element.classList.toggle('rejected', tile.rating < 0);
    this.element.classList.toggle('said', tile.hasModelWords);
    this.#set.style.width = `${Math.max(0, tile.rating) * STAR}px`;
    const failed = tile.state === 'failed';
    this.element.classList.toggle('incomplete', tile.incomplete);
    this.#half.textContent = tile.half === null ? '' : tile.half === 'raw' ? 'RAW' : '+RAW';
    // Only the camera's own thumbnail is there yet.
    this.element.classList.toggle('provisional', tile.state === 'new' && tile.version > 0);
    this.element.classList.toggle('failed', failed);
    if (failed && !this.#reason) {
      this.#reason = document.createElement('span');
      this.#reason.className = 'reason';
      this.element.append(this.#reason);
    }
    if (this.#reason) this.#reason.textContent = failed ? source.reason(tile) : '';
  }
}
