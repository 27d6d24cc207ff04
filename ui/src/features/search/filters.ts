/** The filters of a query as chips, and how each is taken out. Pure but for the window's language. */
import { formatDay, t } from '../../i18n';
import type { Query } from '../../ipc/generated/Query';
import type { SortBy } from '../../ipc/generated/SortBy';

/** A change of a query; `undefined` takes a part out. */
export type Change = { [K in keyof Query]?: Query[K] | undefined };

export interface FilterChip {
  /** Stable while the filter is the same. */
  readonly key: string;
  readonly name: string;
  readonly value: string;
  /** What takes it out. */
  readonly without: Change;
}

/** Names that a query only has numbers for. */
export interface Names {
  readonly folder: (id: number) => string;
  readonly batch: (id: number) => string;
}

export const SORTS: readonly SortBy[] = ['newest', 'oldest', 'added', 'best', 'name'];

/** The orders on offer: the best match only where there is a text and vectors to match it by. */
export function sortsFor(query: Query, byMeaning: boolean): readonly SortBy[] {
  return byMeaning && query.text !== undefined ? ['match', ...SORTS] : SORTS;
}

/** What changes with the text: a search by meaning is ordered by likeness, and the order ends with the text. */
export function withText(query: Query, text: string, byMeaning: boolean): Change {
  if (text === '') return { text: undefined, ...(query.sort === 'match' ? { sort: undefined } : {}) };
  return { text, ...(byMeaning && query.text === undefined ? { sort: 'match' } : {}) };
}
export const STATES = ['ready', 'new', 'failed'] as const;
export const SOURCES = ['human', 'file', 'basic', 'model'] as const;

/** The text of a state; of one newer than the table, its own name. */
export function stateName(state: string): string {
  const known = STATES.find((one) => one === state);
  return known ? t(`state.${known}`) : state;
}

export function sourceName(source: string): string {
  const known = SOURCES.find((one) => one === source);
  return known ? t(`source.${known}`) : source;
}

/** Every filter but the text and the order. */
export function chipsOf(query: Query, names: Names): FilterChip[] {
  const chips: FilterChip[] = [];
  const one = (key: string, name: string, value: string, without: Change): void => {
    chips.push({ key, name, value, without });
  };
  if (query.folder !== undefined)
    one('folder', t('filter.folder'), names.folder(query.folder), { folder: undefined });
  if (query.batch !== undefined)
    one('batch', t('filter.batch'), names.batch(query.batch), { batch: undefined });
  if (query.addedDays !== undefined) {
    const value = t('filter.added_days', { count: query.addedDays });
    one('added', t('filter.added'), value, { addedDays: undefined });
  }
  for (const kind of ['tags', 'categories'] as const) {
    const values = query[kind] ?? [];
    for (const value of values) {
      const rest = values.filter((other) => other !== value);
      const name = kind === 'tags' ? t('filter.tags') : t('filter.categories');
      one(`${kind}-${value}`, name, value, { [kind]: rest.length > 0 ? rest : undefined });
    }
  }
  if (query.from !== undefined || query.to !== undefined) {
    one('date', t('filter.date'), dates(query.from, query.to), { from: undefined, to: undefined });
  }
  if (query.camera !== undefined) one('camera', t('filter.camera'), query.camera, { camera: undefined });
  if (query.minRating !== undefined) {
    const value = t('filter.min_rating', { count: query.minRating });
    one('rating', t('filter.rating'), value, { minRating: undefined });
  }
  if (query.state !== undefined)
    one('state', t('filter.state'), stateName(query.state), { state: undefined });
  if (query.wordsFrom !== undefined) {
    one('source', t('filter.words_from'), sourceName(query.wordsFrom), { wordsFrom: undefined });
  }
  if (query.oneAPair === true)
    one('pairs', t('filter.pairs'), t('filter.pairs_one'), { oneAPair: undefined });
  return chips;
}

function dates(from: string | undefined, to: string | undefined): string {
  if (from !== undefined && to !== undefined) {
    return from === to
      ? formatDay(from)
      : t('filter.date_between', { from: formatDay(from), to: formatDay(to) });
  }
  if (from !== undefined) return t('filter.date_from', { from: formatDay(from) });
  return t('filter.date_to', { to: formatDay(to ?? '') });
}

/** The query with one more tag or category; the same query when it has it. */
export function withValue(query: Query, kind: 'tags' | 'categories', value: string): Change {
  const values = query[kind] ?? [];
  return values.includes(value) ? {} : { [kind]: [...values, value] };
}
