/** Where a floating box goes beside what it belongs to, so that all of it is on the screen. Pure. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
export type Align = 'start' | 'end';

/** Between the box and what it belongs to. */
const GAP = 4;
/** To the window's edge. */
const EDGE = 8;

/** Below the anchor, above it when there is more room there; never over an edge. */
export function place(anchor: Box, box: Size, window: Size, align: Align): { left: number; top: number } {
  const wanted = align === 'start' ? anchor.left : anchor.right - box.width;
  const left = Math.max(EDGE, Math.min(wanted, window.width - box.width - EDGE));
  const below = window.height - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const under = box.height <= below || below >= above;
  const top = under ? anchor.bottom + GAP : anchor.top - GAP - box.height;
  return { left, top: Math.max(EDGE, Math.min(top, window.height - box.height - EDGE)) };
}
