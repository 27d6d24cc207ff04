/** A preset as it is edited: every task has a line, also those that are asked in the built-in words. Pure. */
import type { ExampleView } from '../../ipc/generated/ExampleView';
import type { PresetView } from '../../ipc/generated/PresetView';
import { promptsOf, wordsOf, type TaskDraft } from '../analyse/taskwords';

export interface ExampleDraft {
  readonly photo: string;
  readonly title: string;
  readonly description: string;
  /** With commas between them. */
  readonly tags: string;
  readonly categories: string;
}

export interface PresetDraft {
  readonly name: string;
  readonly system: string;
  readonly tasks: readonly TaskDraft[];
  readonly examples: readonly ExampleDraft[];
}

export const MOST_EXAMPLES = 5;
export const NO_EXAMPLE: ExampleDraft = { photo: '', title: '', description: '', tags: '', categories: '' };

export function draftOfPreset(preset: PresetView): PresetDraft {
  return {
    name: preset.name,
    system: preset.system,
    tasks: wordsOf(preset.prompts),
    examples: preset.examples.map((example) => ({
      ...example,
      tags: example.tags.join(', '),
      categories: example.categories.join(', '),
    })),
  };
}

export function presetOf(draft: PresetDraft): PresetView {
  return {
    name: draft.name.trim(),
    version: 0,
    system: draft.system.trim(),
    prompts: promptsOf(draft.tasks),
    examples: draft.examples.map(exampleOf).filter((example) => !isEmpty(example)),
  };
}

function exampleOf(draft: ExampleDraft): ExampleView {
  return { ...draft, tags: listed(draft.tags), categories: listed(draft.categories) };
}

function isEmpty(example: ExampleView): boolean {
  return (
    [example.photo, example.title, example.description].every((text) => text.trim() === '') &&
    example.tags.length === 0 &&
    example.categories.length === 0
  );
}

/** Words with commas between them, also Chinese ones. */
export function listed(text: string): string[] {
  return text
    .split(/[,，、]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
