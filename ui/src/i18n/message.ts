/**
 * How one sentence is written and filled. Pure: knows no language, no state and no table.
 *
 * A message is a text with `{name}` placeholders, or one text per plural category. The category is chosen by the
 * value named `count`, with the rules of the language (`Intl.PluralRules`).
 */

/** A text, or one per plural category; `other` is always there. */
export type Message = string | { readonly one?: string; readonly other: string };

/** Values by placeholder. A number is written with the language's separators. */
export type Values = Readonly<Record<string, string | number>>;

/** The names of the placeholders in a text, for the types of `t`. */
export type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The names of the placeholders of a message; a plural message always wants its `count`. */
export type NamesOf<M> = M extends string
  ? NamesIn<M>
  : M extends { readonly other: infer Other }
    ? NamesIn<Other> | 'count'
    : never;

const PLACEHOLDER = /\{(\w+)\}/g;

/** The placeholders of a message, sorted, each once. */
export function placeholders(message: Message): string[] {
  const texts = typeof message === 'string' ? [message] : [message.one ?? '', message.other];
  const names = new Set<string>();
  for (const text of texts) {
    for (const match of text.matchAll(PLACEHOLDER)) {
      if (match[1] !== undefined) names.add(match[1]);
    }
  }
  return [...names].sort();
}

/** The text of a message for these values. A placeholder without a value stays as it is, so that it is seen. */
export function fill(message: Message, values: Values, locale: string): string {
  const text = typeof message === 'string' ? message : form(message, values['count'], locale);
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value, locale) : value;
  });
}

function form(message: Exclude<Message, string>, count: string | number | undefined, locale: string): string {
  if (typeof count !== 'number' || message.one === undefined) return message.other;
  return plural(locale).select(count) === 'one' ? message.one : message.other;
}

// Making an Intl object costs about 50 µs, using one about 1 µs; a batch bar is redrawn ten times a second.
const plurals = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function plural(locale: string): Intl.PluralRules {
  let rules = plurals.get(locale);
  if (!rules) plurals.set(locale, (rules = new Intl.PluralRules(locale)));
  return rules;
}

function number(value: number, locale: string): string {
  let format = numbers.get(locale);
  if (!format) numbers.set(locale, (format = new Intl.NumberFormat(locale)));
  return format.format(value);
}
