/**
 * A space of any height on an element of bounded height. Engines stop at 16 to 33 million pixels and place things
 * badly long before (transforms are 32-bit floats: half a pixel at 4 million); a million photos need 30 to 120
 * million. Within the bounded element scrolling is the browser's own; near its ends the window onto the space moves.
 */
export const LIMIT = 2_000_000;
/** How near to an end the window moves, in pixels. */
const NEAR = 100_000;

export class ScrollSpace {
  #total = 0;
  #viewport = 0;
  #base = 0;

  constructor(private readonly limit = LIMIT) {}

  /** Height of the element that is scrolled. */
  get height(): number {
    return Math.min(this.#total, this.limit);
  }

  /** Where the element's top is in the space. */
  get base(): number {
    return this.#base;
  }

  /** The highest position. */
  get most(): number {
    return Math.max(0, this.#total - this.#viewport);
  }

  /** The space or the window's height changed; the position is kept where it still exists. */
  resize(total: number, viewport: number): void {
    this.#total = total;
    this.#viewport = viewport;
    this.#base = Math.min(this.#base, Math.max(0, total - this.height));
  }

  position(scrollTop: number): number {
    return this.#base + scrollTop;
  }

  /** Goes to a position of the space; returns the element's scrollTop for it. */
  go(position: number): number {
    const to = Math.min(this.most, Math.max(0, position));
    const inside = to - this.#base;
    if (inside < this.#low() || inside > this.#high()) {
      this.#base = Math.round(Math.min(this.#total - this.height, Math.max(0, to - this.height / 2)));
    }
    return to - this.#base;
  }

  /** After scrolling: the scrollTop to set because the end of the element is near, or null. The position stays. */
  settle(scrollTop: number): number | null {
    if (scrollTop >= this.#low() && scrollTop <= this.#high()) return null;
    const before = this.#base;
    const to = this.go(this.position(scrollTop));
    return this.#base === before ? null : to;
  }

  #low(): number {
    return this.#base === 0 ? 0 : Math.min(NEAR, this.limit / 8);
  }

  #high(): number {
    const end = this.height - this.#viewport;
    return this.#base >= this.#total - this.height ? end : end - Math.min(NEAR, this.limit / 8);
  }
}
