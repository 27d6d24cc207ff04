/** Where years and months begin in the layout, for the scrubber. */
import { lastAtMost, type Layout } from './layout';

export interface Mark {
  /** Midnight of the first day of the year or month, ms. */
  readonly ms: number;
  /** Position in the layout's height. */
  readonly at: number;
}

export function hasDays(layout: Layout): boolean {
  return layout.days > 0 && !Number.isNaN(layout.dayMs[0]);
}

/** One mark a year or month that has photos. Days rise or fall all the way, so each next one is found by halving. */
export function marks(layout: Layout, unit: 'year' | 'month'): Mark[] {
  if (!hasDays(layout)) return [];
  const found: Mark[] = [];
  const falling = (layout.dayMs[layout.days - 1] ?? 0) < (layout.dayMs[0] ?? 0);
  const rising = falling ? layout.dayMs.map((ms) => -ms) : layout.dayMs;
  for (let day = 0; day < layout.days;) {
    const date = new Date(layout.dayMs[day] ?? 0);
    const year = date.getUTCFullYear();
    const month = unit === 'year' ? 0 : date.getUTCMonth();
    const ms = firstOf(year, month);
    found.push({ ms, at: layout.dayTop[day] ?? 0 });
    const next = unit === 'year' ? firstOf(year + 1, 0) : firstOf(year, month + 1);
    day = Math.max(day, lastAtMost(rising, layout.days, falling ? -ms : next - 1)) + 1;
  }
  return found;
}

/** `Date.UTC` takes the years 0 to 99, which cameras with an empty clock write, for 1900 to 1999. */
function firstOf(year: number, month: number): number {
  return new Date(0).setUTCFullYear(year, month, 1);
}

/** Those of the marks that are at least `apart` pixels from the one before, on a bar of `length` pixels. */
export function spaced(
  all: readonly Mark[],
  total: number,
  length: number,
  apart: number,
): (Mark & { y: number })[] {
  const kept: (Mark & { y: number })[] = [];
  for (const mark of all) {
    const y = total > 0 ? (mark.at / total) * length : 0;
    const before = kept.at(-1);
    if (!before || y - before.y >= apart) kept.push({ ...mark, y });
  }
  return kept;
}
