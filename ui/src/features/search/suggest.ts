/** What is offered while typing: tags, categories and cameras that occur. Pure. */
import type { FacetCount } from '../../ipc/generated/FacetCount';
import type { Facets } from '../../ipc/generated/Facets';

export type SuggestionKind = 'tags' | 'categories' | 'camera';

export interface Suggestion {
  readonly kind: SuggestionKind;
  readonly value: string;
  readonly photos: number;
}

/** More are not read while typing. */
const MOST = 8;

/** Values that begin with `text` before those that only contain it; within both the most frequent first. */
export function suggest(text: string, facets: Facets): Suggestion[] {
  const wanted = fold(text);
  if (wanted === '') return [];
  const found: { suggestion: Suggestion; begins: boolean }[] = [];
  const look = (kind: SuggestionKind, values: readonly FacetCount[]): void => {
    for (const { value, photos } of values) {
      const at = fold(value).indexOf(wanted);
      if (at >= 0) found.push({ suggestion: { kind, value, photos }, begins: at === 0 });
    }
  };
  look('tags', facets.tags);
  look('categories', facets.categories);
  look('camera', facets.cameras);
  found.sort((a, b) => Number(b.begins) - Number(a.begins) || b.suggestion.photos - a.suggestion.photos);
  return found.slice(0, MOST).map((one) => one.suggestion);
}

function fold(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}
