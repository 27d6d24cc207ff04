/** Words for people: the face of i18n. Everything else imports from here. */
export * from './calendar';
export * from './failure';
export * from './format';
export { LOCALES, locale, type Locale } from './locale.svelte';
export type { Values } from './message';
export { lookup, t, TABLES, type MessageKey } from './table';
