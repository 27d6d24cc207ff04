/**
 * The tables by language, and `t`. Knows the tables; does not know where a key is shown.
 */
import { en, type Table } from './en';
import { locale, type Locale } from './locale.svelte';
import { fill, type Message, type NamesOf, type Values } from './message';
import { zhCN } from './zh-CN';

/** A key of the table. */
export type MessageKey = keyof Table;

type ValuesFor<K extends MessageKey> = [NamesOf<Table[K]>] extends [never]
  ? []
  : [values: Readonly<Record<NamesOf<Table[K]>, string | number>>];

/** Every table by language. */
export const TABLES: Readonly<Record<Locale, Readonly<Record<MessageKey, Message>>>> = { en, 'zh-CN': zhCN };

/** The sentence of `key`. Reactive: read while rendering, it follows the language. */
export function t<K extends MessageKey>(key: K, ...values: ValuesFor<K>): string {
  return fill(TABLES[locale.current][key], values[0] ?? {}, locale.current);
}

/** The sentence of a key that comes from outside (a notice, a label), or null when the table has none. */
export function lookup(key: string, values: Values = {}): string | null {
  const table: Readonly<Record<string, Message>> = TABLES[locale.current];
  const message = Object.hasOwn(table, key) ? table[key] : undefined;
  return message === undefined ? null : fill(message, values, locale.current);
}
