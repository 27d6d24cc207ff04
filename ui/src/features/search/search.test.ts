import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Facets } from '../../ipc/generated/Facets';
import type { Query } from '../../ipc/generated/Query';
import type { Library } from '../../state/library.svelte';
import { chipsOf, sortsFor, withText, withValue } from './filters';
import { SearchState } from './search.svelte';
import { suggest } from './suggest';

const FACETS: Facets = {
  waiting: 0,
  duplicates: 0,
  pairs: false,
  byMeaning: false,
  tags: [
    { value: 'sea', photos: 40 },
    { value: 'Seal', photos: 50 },
    { value: 'overseas', photos: 900 },
  ],
  categories: [{ value: 'sea', photos: 30 }],
  cameras: [{ value: 'NIKON Z 6', photos: 300 }],
};
const NAMES = { folder: (id: number) => `folder ${id}`, batch: (id: number) => `batch ${id}` };

/** A library that only remembers what it was asked. */
function library(query: Query = {}): { library: Library; asked: unknown[] } {
  const asked: unknown[] = [];
  const fake = {
    query,
    facets: FACETS,
    refine: (change: unknown) => {
      asked.push(change);
      return Promise.resolve();
    },
  };
  return { library: fake as unknown as Library, asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('typing', () => {
  test('asks once for a word, after a pause', () => {
    const { library: fake, asked } = library();
    const search = new SearchState(fake, () => undefined);
    for (const text of ['l', 'la', 'lake']) search.typed(text);
    expect(asked).toEqual([]);
    vi.runAllTimers();
    expect(asked).toEqual([{ text: 'lake' }]);
  });

  test('asks at once on Enter, and not again after the pause', () => {
    const { library: fake, asked } = library();
    const search = new SearchState(fake, () => undefined);
    search.typed('lake');
    search.ask();
    vi.runAllTimers();
    expect(asked).toEqual([{ text: 'lake' }]);
  });

  test('an emptied box takes the text out of the query', () => {
    const { library: fake, asked } = library();
    const search = new SearchState(fake, () => undefined);
    search.typed('lake');
    search.ask();
    search.clear();
    expect(asked).toEqual([{ text: 'lake' }, { text: undefined }]);
  });

  test('what is being typed is not overwritten by a query from elsewhere', () => {
    const { library: fake } = library();
    const search = new SearchState(fake, () => undefined);
    search.typed('la');
    search.follow('old');
    expect(search.text).toBe('la');
  });

  test('a query from elsewhere shows its text', () => {
    const { library: fake, asked } = library();
    const search = new SearchState(fake, () => undefined);
    search.follow('fjord');
    expect(search.text).toBe('fjord');
    vi.runAllTimers();
    expect(asked, 'showing it must not ask again').toEqual([]);
  });
});

describe('suggestions', () => {
  test('begin with the text before they only contain it, then the most frequent', () => {
    expect(suggest('SE', FACETS).map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      'tags Seal',
      'tags sea',
      'categories sea',
      'tags overseas',
    ]);
  });

  test('become a filter instead of the text', () => {
    const { library: fake, asked } = library({ tags: ['lake'] });
    const search = new SearchState(fake, () => undefined);
    search.typed('sea');
    search.move(1);
    const chosen = search.suggestions[search.at];
    if (chosen) search.take(chosen);
    vi.runAllTimers();
    expect(asked).toEqual([{ text: undefined, tags: ['lake', 'Seal'] }]);
    expect(search.text).toBe('');
  });

  test('the arrows go round through the text itself', () => {
    const { library: fake } = library();
    const search = new SearchState(fake, () => undefined);
    search.typed('nikon');
    const way = [1, 1, -1].map((step) => {
      search.move(step as 1 | -1);
      return search.at;
    });
    expect(way).toEqual([0, -1, 0]);
  });
});

describe('filters', () => {
  const query: Query = {
    text: 'x',
    folder: 3,
    tags: ['sea', 'lake'],
    from: '2026-01-02',
    minRating: 4,
    state: 'failed',
    wordsFrom: 'model',
    oneAPair: true,
    sort: 'best',
  };

  test('each is a chip; the text and the order are not', () => {
    expect(chipsOf(query, NAMES).map((chip) => `${chip.name}: ${chip.value}`)).toEqual([
      'Folder: folder 3',
      'Tag: sea',
      'Tag: lake',
      'Date: from Jan 2, 2026',
      'Rating: at least 4 stars',
      'State: failed',
      'Words from: a model',
      'RAW and JPEG pairs: Show one photo',
    ]);
  });

  test('taking one out leaves the others', () => {
    const chips = chipsOf(query, NAMES);
    expect(chips.find((chip) => chip.value === 'sea')?.without).toEqual({ tags: ['lake'] });
    expect(chipsOf({ tags: ['sea'] }, NAMES)[0]?.without).toEqual({ tags: undefined });
  });

  test('a value twice is once', () => {
    expect(withValue({ tags: ['sea'] }, 'tags', 'sea')).toEqual({});
  });
});

describe('the order of a search by meaning', () => {
  test('comes with the first text where vectors are there, and goes with the text', () => {
    expect(withText({}, 'boats', true)).toEqual({ text: 'boats', sort: 'match' });
    expect(withText({ text: 'boa', sort: 'newest' }, 'boats', true)).toEqual({ text: 'boats' });
    expect(withText({}, 'boats', false)).toEqual({ text: 'boats' });
    expect(withText({ text: 'boats', sort: 'match' }, '', true)).toEqual({
      text: undefined,
      sort: undefined,
    });
    expect(withText({ text: 'boats', sort: 'name' }, '', true)).toEqual({ text: undefined });
  });

  test('is on offer only then', () => {
    expect(sortsFor({ text: 'boats' }, true)[0]).toBe('match');
    expect(sortsFor({}, true)).not.toContain('match');
    expect(sortsFor({ text: 'boats' }, false)).not.toContain('match');
  });
});
