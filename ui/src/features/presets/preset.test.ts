import { expect, test } from 'vitest';
import type { PresetView } from '../../ipc/generated/PresetView';
import { draftOfPreset, listed, NO_EXAMPLE, presetOf } from './preset';

const BIRDS: PresetView = {
  name: 'Birds',
  version: 3,
  system: 'You know birds.',
  prompts: [
    { task: 'title', text: 'the species in Latin', replaces: true },
    { task: 'tags', text: 'Name the plumage.', replaces: false },
  ],
  examples: [
    { photo: 'a robin', title: 'Erithacus', description: '', categories: [], tags: ['red', 'small'] },
  ],
};

test('a preset comes back from its draft as it was', () => {
  expect(presetOf(draftOfPreset(BIRDS))).toEqual({ ...BIRDS, version: 0 });
});

test('every task has a line; what is empty or built in is left out', () => {
  const draft = draftOfPreset(BIRDS);
  expect(draft.tasks.map(({ task, manner }) => `${task} ${manner}`)).toEqual([
    'title replaces',
    'description builtin',
    'categories builtin',
    'tags adds',
  ]);
  const emptied = presetOf({
    ...draft,
    tasks: draft.tasks.map((task) => ({ ...task, text: ' ' })),
    examples: [NO_EXAMPLE],
  });
  expect([emptied.prompts, emptied.examples]).toEqual([[], []]);
});

test('words are divided at commas of both languages', () => {
  expect(listed('sea, 海，山、 boat ,')).toEqual(['sea', '海', '山', 'boat']);
});
