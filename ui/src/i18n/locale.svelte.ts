/**
 * Which language the window speaks. Everything that reads `locale.current` while rendering is drawn anew when it
 * changes. Knows nothing of where the choice is stored.
 */

/** The languages the table has. */
export type Locale = 'en' | 'zh-CN';

/** All of them, with their own names. */
export const LOCALES: readonly { readonly id: Locale; readonly name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'zh-CN', name: '简体中文' },
];

/** The table that fits what the user wants best: the first of `wanted` that is Chinese or English, else English. */
export function match(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'zh') return 'zh-CN';
    if (language === 'en') return 'en';
  }
  return 'en';
}

class LocaleState {
  #current = $state<Locale>(match(systemLanguages()));

  /** The language in use. */
  get current(): Locale {
    return this.#current;
  }

  /** Uses `language`; an empty one means the system's. */
  use(language: string): void {
    this.#current = match(language === '' ? systemLanguages() : [language]);
    if (typeof document !== 'undefined') document.documentElement.lang = this.#current;
  }
}

function systemLanguages(): readonly string[] {
  return typeof navigator === 'undefined' ? [] : navigator.languages;
}

/** The window's one language. */
export const locale = new LocaleState();
