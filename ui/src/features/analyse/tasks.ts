/** What a model can be asked for. */
export const TASKS = ['title', 'description', 'categories', 'tags'] as const;
export type Task = (typeof TASKS)[number];
