/**
 * Where every photo of a list is: days under headings, rows filled from edge to edge. Pure, typed arrays only.
 * A million photos are laid out whole, in a fraction of a second, so that no height is ever guessed and nothing
 * jumps later.
 */
import type { PhotoList } from './photolist';

export const GAP = 4;
export const HEADING = 40;
/** Between the last row of a day and the next heading. */
export const DAY_GAP = 12;
const DAY_MS = 86_400_000;
/** A row may grow by this much over the wanted height before it takes one photo more instead. */
const TALLEST = 1.4;
/** A day's last row is filled to the edge only if it hardly grows for it; otherwise it ends where its photos end. */
const TALLEST_LAST = 1.12;

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly photos: number;
  readonly rows: number;
  /** Index of the first photo of each row; one more at the end. */
  readonly rowFirst: Uint32Array;
  readonly rowTop: Float64Array;
  readonly rowHeight: Float32Array;
  /** Whether the row is filled to the right edge. */
  readonly rowFull: Uint8Array;
  readonly rowDay: Uint32Array;
  readonly days: number;
  /** Local midnight of each day's heading, ms; NaN when there are no headings. */
  readonly dayMs: Float64Array;
  readonly dayTop: Float64Array;
  /** First row of each day; one more at the end. */
  readonly dayRow: Uint32Array;
}

/** `byDay`: headings by local day; otherwise one run of rows. `wanted` is the height rows are meant to have. */
export function layOut(list: PhotoList, width: number, wanted: number, byDay: boolean): Layout {
  const n = list.n;
  const { aspect, dayMs: times } = list;
  const rowFirst = new Uint32Array(n + 1);
  const rowTop = new Float64Array(n);
  const rowHeight = new Float32Array(n);
  const rowFull = new Uint8Array(n);
  const rowDay = new Uint32Array(n);
  const dayMs: number[] = [];
  const dayTop: number[] = [];
  const dayRow: number[] = [];
  let rows = 0;
  let y = 0;
  let i = 0;
  while (i < n) {
    const day = byDay ? Math.floor((times[i] ?? 0) / DAY_MS) : 0;
    let end = n;
    if (byDay) {
      end = i + 1;
      while (end < n && Math.floor((times[end] ?? 0) / DAY_MS) === day) end++;
      if (dayMs.length > 0) y += DAY_GAP;
    }
    dayMs.push(byDay ? day * DAY_MS : Number.NaN);
    dayTop.push(y);
    dayRow.push(rows);
    if (byDay) y += HEADING;
    while (i < end) {
      const first = i;
      let sum = 0;
      let height = Number.POSITIVE_INFINITY;
      while (i < end) {
        sum += aspect[i] ?? 1;
        i++;
        height = (width - GAP * (i - first - 1)) / sum;
        if (height <= wanted) break;
      }
      let full = height <= wanted * (i < end ? TALLEST : TALLEST_LAST);
      // One photo fewer may come closer to the wanted height.
      if (height < wanted && i - first > 1) {
        const fewer = sum - (aspect[i - 1] ?? 1);
        const taller = (width - GAP * (i - first - 2)) / fewer;
        if (taller <= wanted * TALLEST && taller - wanted < wanted - height) {
          i--;
          height = taller;
          full = true;
        }
      }
      rowFirst[rows] = first;
      rowTop[rows] = y;
      rowHeight[rows] = Math.round(full ? height : wanted);
      rowFull[rows] = full ? 1 : 0;
      rowDay[rows] = dayMs.length - 1;
      y += (rowHeight[rows] ?? 0) + GAP;
      rows++;
    }
    y -= GAP;
  }
  rowFirst[rows] = n;
  dayRow.push(rows);
  return {
    width,
    height: Math.max(0, y),
    photos: n,
    rows,
    rowFirst: rowFirst.slice(0, rows + 1),
    rowTop: rowTop.slice(0, rows),
    rowHeight: rowHeight.slice(0, rows),
    rowFull: rowFull.slice(0, rows),
    rowDay: rowDay.slice(0, rows),
    days: dayMs.length,
    dayMs: Float64Array.from(dayMs),
    dayTop: Float64Array.from(dayTop),
    dayRow: Uint32Array.from(dayRow),
  };
}

/** The last place whose value is at most `value`; 0 when there is none. `values` rise. */
export function lastAtMost(values: ArrayLike<number>, length: number, value: number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const mid = (low + high + 1) >>> 1;
    if ((values[mid] ?? 0) <= value) low = mid;
    else high = mid - 1;
  }
  return low;
}

export function rowAt(layout: Layout, y: number): number {
  return lastAtMost(layout.rowTop, layout.rows, y);
}

export function rowOf(layout: Layout, index: number): number {
  return lastAtMost(layout.rowFirst, layout.rows, index);
}

export function dayAt(layout: Layout, y: number): number {
  return lastAtMost(layout.dayTop, layout.days, y);
}

/** Left edges of a row's photos into `edges`, the right edge of the last after them. Returns how many photos. */
export function rowEdges(layout: Layout, list: PhotoList, row: number, edges: Float64Array): number {
  const first = layout.rowFirst[row] ?? 0;
  const end = layout.rowFirst[row + 1] ?? first;
  const height = layout.rowHeight[row] ?? 0;
  const count = Math.min(end - first, edges.length - 1);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += list.aspect[first + i] ?? 1;
  const inner =
    layout.rowFull[row] === 1
      ? layout.width - GAP * (count - 1)
      : Math.min(sum * height, layout.width - GAP * (count - 1));
  let passed = 0;
  for (let i = 0; i < count; i++) {
    edges[i] = Math.round((inner * passed) / sum) + GAP * i;
    passed += list.aspect[first + i] ?? 1;
  }
  edges[count] = Math.round(inner) + GAP * count;
  return count;
}

/** The photo in the row above or below whose middle is nearest: what the up and down keys mean. */
export function neighbour(layout: Layout, list: PhotoList, index: number, rows: number): number {
  const edges = new Float64Array(layout.photos < 64 ? layout.photos + 1 : 256);
  const from = rowOf(layout, index);
  const to = Math.min(layout.rows - 1, Math.max(0, from + rows));
  if (to === from) return index;
  rowEdges(layout, list, from, edges);
  const place = index - (layout.rowFirst[from] ?? 0);
  const middle = ((edges[place] ?? 0) + (edges[place + 1] ?? 0)) / 2;
  const count = rowEdges(layout, list, to, edges);
  let best = 0;
  for (let i = 1; i < count; i++) {
    const here = ((edges[i] ?? 0) + (edges[i + 1] ?? 0)) / 2;
    const before = ((edges[best] ?? 0) + (edges[best + 1] ?? 0)) / 2;
    if (Math.abs(here - middle) < Math.abs(before - middle)) best = i;
  }
  return (layout.rowFirst[to] ?? 0) + best;
}
