/** The user's own words for some tasks: after the built-in ones, or instead of them. Pure. */
import type { TaskPromptView } from '../../ipc/generated/TaskPromptView';
import { TASKS, type Task } from './tasks';

/** `builtin`: nothing of one's own; `adds`: after the built-in words; `replaces`: instead of them. */
export type Manner = 'builtin' | 'adds' | 'replaces';
export const MANNERS: readonly Manner[] = ['builtin', 'adds', 'replaces'];

export interface TaskDraft {
  readonly task: Task;
  readonly manner: Manner;
  readonly text: string;
}

/** Every task in the built-in words. */
export const NO_WORDS: readonly TaskDraft[] = wordsOf([]);

/** A line for each task, also for those in the built-in words. */
export function wordsOf(prompts: readonly TaskPromptView[]): TaskDraft[] {
  return TASKS.map((task) => {
    const own = prompts.find((prompt) => prompt.task === task);
    return { task, manner: own ? (own.replaces ? 'replaces' : 'adds') : 'builtin', text: own?.text ?? '' };
  });
}

export function promptsOf(words: readonly TaskDraft[]): TaskPromptView[] {
  return words
    .filter(({ manner, text }) => manner !== 'builtin' && text.trim() !== '')
    .map(({ task, manner, text }) => ({ task, text: text.trim(), replaces: manner === 'replaces' }));
}
