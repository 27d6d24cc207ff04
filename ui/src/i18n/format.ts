/**
 * Figures as the window's language writes them. Every function reads the language, so it is redrawn with it.
 * Knows no state but the language; the time comes in as an argument.
 */
import { locale } from './locale.svelte';
import { t } from './table';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Intl objects are slow to make and quick to use; there are a handful of shapes.
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${locale.current}${JSON.stringify(options)}`;
  const known = made.get(key);
  if (known instanceof Intl.NumberFormat) return known;
  const format = new Intl.NumberFormat(locale.current, options);
  made.set(key, format);
  return format;
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${locale.current}${JSON.stringify(options)}`;
  const known = made.get(key);
  if (known instanceof Intl.DateTimeFormat) return known;
  const format = new Intl.DateTimeFormat(locale.current, options);
  made.set(key, format);
  return format;
}

/** `1,208`. */
export function formatNumber(value: number, digits = 0): string {
  return numberFormat({ maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
}

/** `€1.20`, `$0.0042`: a code or sign the system knows as a currency, else behind the number. Small amounts keep two figures that tell something. */
export function formatMoney(amount: number, currency: string): string {
  const code = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'CNY' }[currency] ?? currency.toUpperCase();
  const small = amount > 0 && amount < 1;
  const digits: Intl.NumberFormatOptions = small
    ? { maximumSignificantDigits: 2, minimumSignificantDigits: 2 }
    : { maximumFractionDigits: 2, minimumFractionDigits: 2 };
  if (!/^[A-Z]{3}$/.test(code)) return `${numberFormat(digits).format(amount)} ${currency}`;
  return numberFormat({
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
    ...digits,
  }).format(amount);
}

/** `12%`, from 0 to 1. */
export function formatPercent(share: number): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** `8.4 MB`: decimal units, as the systems' file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  let value = bytes;
  let step = 0;
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step === 0 || value >= 99.5 ? 0 : 1;
  return numberFormat({
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value);
}

/** `850 ms`, `6.1 s`, `2 min 5 s`, `3 h 12 min`, `2 d 4 h`: two units at most. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return t('unit.ms', { value: Math.round(ms) });
  if (ms < MINUTE) {
    const seconds = ms / SECOND;
    return t('unit.s', { value: formatNumber(seconds, seconds < 9.95 ? 1 : 0) });
  }
  if (ms < HOUR) return pair(ms, MINUTE, 'unit.min', SECOND, 'unit.s');
  if (ms < DAY) return pair(ms, HOUR, 'unit.h', MINUTE, 'unit.min');
  return pair(ms, DAY, 'unit.d', HOUR, 'unit.h');
}

type UnitKey = 'unit.d' | 'unit.h' | 'unit.min' | 'unit.s';

function pair(ms: number, big: number, bigKey: UnitKey, small: number, smallKey: UnitKey): string {
  const total = Math.round(ms / small);
  const per = big / small;
  const head = t(bigKey, { value: Math.floor(total / per) });
  const rest = total % per;
  return rest === 0 ? head : `${head} ${t(smallKey, { value: rest })}`;
}

/** `2.4 photos/s` when more than one a second, else `6.1 s/photo`. `rate` is photos a second, above 0. */
export function formatRate(rate: number): string {
  if (rate >= 1) return t('rate.photos_per_second', { value: formatNumber(rate, rate < 99.5 ? 1 : 0) });
  return t('rate.time_per_photo', { value: formatDuration(SECOND / rate) });
}

/** `21:40` today, `tomorrow 02:15`, else with the date. */
export function formatFinish(ms: number, now: number): string {
  const time = dateFormat({ hour: 'numeric', minute: '2-digit' }).format(ms);
  const days = Math.round((startOfDay(ms) - startOfDay(now)) / DAY);
  if (days === 0) return time;
  if (days === 1) return t('time.tomorrow', { time });
  return `${dateFormat({ month: 'short', day: 'numeric' }).format(ms)}, ${time}`;
}

function startOfDay(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** `22 Nov 2026, 21:40` in the language's own order. */
export function formatDateTime(ms: number): string {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'short' }).format(ms);
}

/** The day alone. */
export function formatDate(ms: number): string {
  return dateFormat({ dateStyle: 'medium' }).format(ms);
}

/** A day `YYYY-MM-DD` without a time zone, as the language writes it. */
export function formatDay(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? day : dateFormat({ dateStyle: 'medium', timeZone: 'UTC' }).format(ms);
}

/** A local capture time `YYYY-MM-DDTHH:MM:SS[+HH:MM]`, shown as the camera wrote it, never moved to another zone. */
export function formatTaken(taken: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})([+-]\d{2}:\d{2})?/.exec(taken);
  if (!parts) return taken;
  const ms = Date.parse(`${parts[1] ?? ''}T${parts[2] ?? ''}Z`);
  if (Number.isNaN(ms)) return taken;
  const shown = dateFormat({ dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }).format(ms);
  return parts[3] === undefined ? shown : `${shown} (${parts[3]})`;
}

/** `60.3913° N, 5.3221° E`. */
export function formatPosition(latitude: number, longitude: number): string {
  const north = t(latitude >= 0 ? 'place.north' : 'place.south', {
    value: formatNumber(Math.abs(latitude), 4),
  });
  const east = t(longitude >= 0 ? 'place.east' : 'place.west', {
    value: formatNumber(Math.abs(longitude), 4),
  });
  return `${north}, ${east}`;
}

/** `6000 × 4000 · 24 MP`. */
export function formatPixels(width: number, height: number): string {
  const mega = (width * height) / 1_000_000;
  return t('pixels', {
    width: String(width),
    height: String(height),
    mega: formatNumber(mega, mega < 9.95 ? 1 : 0),
  });
}

/** Names in a row: `a, b, and c`. */
export function formatList(parts: readonly string[]): string {
  return new Intl.ListFormat(locale.current, { type: 'conjunction', style: 'narrow' }).format(parts);
}

/** A path cut in the middle: its start and its last part stay. */
export function shortenPath(path: string, length: number): string {
  if (path.length <= length) return path;
  const separator = path.includes('\\') && !path.includes('/') ? '\\' : '/';
  const parts = path.split(separator);
  const last = parts.at(-1) ?? '';
  const room = length - last.length - 2;
  if (room < 4) return `…${separator}${shortenName(last, length - 2)}`;
  return `${path.slice(0, room)}…${separator}${last}`;
}

/** A file name cut in the middle, its extension whole. */
export function shortenName(name: string, length: number): string {
  if (name.length <= length) return name;
  const dot = name.lastIndexOf('.');
  const tail = dot > 0 && name.length - dot <= 6 ? name.slice(Math.max(0, dot - 4)) : name.slice(-6);
  const letters = Array.from(name.slice(0, Math.max(1, length - tail.length - 1)));
  return `${letters.join('')}…${tail}`;
}
