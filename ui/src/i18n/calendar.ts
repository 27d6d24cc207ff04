/**
 * Days, months and years of the timeline. Its times are local to the camera, so they are never moved to a zone.
 * Called while the scrubber is dragged: the formats are made once a language.
 */
import { locale, type Locale } from './locale.svelte';

type Shape = 'heading' | 'month';

const SHAPES: Readonly<Record<Shape, Intl.DateTimeFormatOptions>> = {
  heading: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  month: { month: 'short', year: 'numeric', timeZone: 'UTC' },
};

const made = new Map<`${Locale}${Shape}`, Intl.DateTimeFormat>();

function format(shape: Shape, ms: number): string {
  const key = `${locale.current}${shape}` as const;
  let known = made.get(key);
  if (!known) made.set(key, (known = new Intl.DateTimeFormat(locale.current, SHAPES[shape])));
  return known.format(ms);
}

/** `Sunday 27 September 2026`. */
export function formatDayHeading(ms: number): string {
  return format('heading', ms);
}

/** `Sep 2026`. */
export function formatMonth(ms: number): string {
  return format('month', ms);
}

/** `2026`: the digits alone in every language, because a scrubber has no room for more. */
export function formatYear(ms: number): string {
  return String(new Date(ms).getUTCFullYear());
}
