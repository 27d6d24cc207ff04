/** What a vision batch is started over, and how. Pure: knows the wire's shapes, not how they are sent. */
import { NO_WORDS, promptsOf, type TaskDraft } from './taskwords';
import { TASKS, type Task } from './tasks';
import type { Query } from '../../ipc/generated/Query';
import type { Scope } from '../../ipc/generated/Scope';
import type { ServerSettings } from '../../ipc/generated/ServerSettings';
import type { Settings } from '../../ipc/generated/Settings';
import type { VisionRequest } from '../../ipc/generated/VisionRequest';
import { preferredServer, serversOn } from '../../state/servers';
import { serverPlace } from '../shell/serverplace';

export { TASKS, type Task };
export const TAGS = { min: 1, max: 20 } as const;
export const CATEGORIES = { min: 1, max: 10 } as const;
export const CONCURRENCY = { min: 1, max: 64 } as const;

export type ScopeKind = 'selection' | 'query' | 'folder' | 'everything';

export interface ScopeChoice {
  readonly kind: ScopeKind;
  readonly scope: Scope;
}

/** The choices there are, the one asked for among them; each set of photos once. */
export function choices(asked: Scope, selection: Scope | null, query: Query): ScopeChoice[] {
  const found: ScopeChoice[] = [];
  const add = (kind: ScopeKind, scope: Scope): void => {
    if (!found.some((one) => sameScope(one.scope, scope))) found.push({ kind, scope });
  };
  if (asked.scope === 'photos') add('selection', asked);
  else if (selection?.scope === 'photos') add('selection', selection);
  const shown = restrictions(query);
  if (shown !== null) {
    const onlyFolder = shown.folder !== undefined && Object.keys(shown).length === 1;
    add(onlyFolder ? 'folder' : 'query', { scope: 'query', query: shown });
    if (shown.folder !== undefined) add('folder', { scope: 'query', query: { folder: shown.folder } });
  }
  const wanted = asked.scope === 'query' ? restrictions(asked.query) : null;
  if (wanted !== null) {
    const onlyFolder = wanted.folder !== undefined && Object.keys(wanted).length === 1;
    add(onlyFolder ? 'folder' : 'query', { scope: 'query', query: wanted });
  }
  add('everything', { scope: 'query', query: {} });
  return found;
}

/** The choice that means the same photos as `asked`. */
export function chosenAtFirst(all: readonly ScopeChoice[], asked: Scope): ScopeKind {
  const plain: Scope =
    asked.scope === 'query' ? { scope: 'query', query: restrictions(asked.query) ?? {} } : asked;
  return all.find((one) => sameScope(one.scope, plain))?.kind ?? 'everything';
}

/** The query without its order; null when nothing restricts. */
function restrictions(query: Query): Query | null {
  const rest: Query = { ...query };
  delete rest.sort;
  return Object.keys(rest).length > 0 ? rest : null;
}

function sameScope(a: Scope, b: Scope): boolean {
  return a.scope === b.scope && JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(scope: Scope): unknown {
  if (scope.scope === 'photos') return scope.ids;
  return Object.entries(scope.query).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** How a batch asks, as the dialog holds it. */
export interface Draft {
  readonly tasks: readonly Task[];
  readonly maxTags: number;
  readonly maxCategories: number;
  readonly language: string;
  readonly instruction: string;
  /** The prompt preset's name; empty for the built-in one. */
  readonly preset: string;
  /** Other words for some tasks, for this batch alone. */
  readonly words: readonly TaskDraft[];
  readonly name: string;
  readonly separate: boolean;
  /** One frame of a burst speaks for the others. */
  readonly oneABurst: boolean;
  readonly again: boolean;
  readonly concurrency: number | null;
  /** Addresses of the further servers that take part. */
  readonly beside: readonly string[];
}

export function draftOf(settings: Settings): Draft {
  return {
    tasks: TASKS.filter((task) => settings.tasks.includes(task)),
    maxTags: settings.maxTags,
    maxCategories: settings.maxCategories,
    language: settings.wordLanguage,
    instruction: settings.instruction,
    preset: settings.preset,
    words: NO_WORDS,
    name: '',
    separate: false,
    oneABurst: false,
    again: false,
    concurrency: null,
    beside: besideServers(settings)
      .filter((server) => usable(server.url) && !isFarther(preferredServer(settings), server))
      .map(({ url }) => url),
  };
}

type Reach = Pick<ServerSettings, 'url' | 'allowCloud'>;

/** Whether pictures would go farther than to the first server. */
export function isFarther(first: Reach, other: Reach): boolean {
  const place = ({ url, allowCloud }: Reach) => serverPlace(url, allowCloud).privacy;
  const far = { none: 0, this_machine: 0, your_network: 1, the_internet: 2 };
  return far[place(other)] > far[place(first)];
}

/** The servers that a batch may use beside the preferred one. */
export function besideServers(settings: Settings): ServerSettings[] {
  return serversOn(settings).slice(1);
}

function usable(url: string): boolean {
  return serverPlace(url).privacy !== 'none';
}

export function requestOf(scope: Scope, draft: Draft, settings: Settings): VisionRequest {
  const moreServers = besideServers(settings).filter(({ url }) => draft.beside.includes(url));
  return {
    scope,
    moreServers,
    // Ticking a server that is farther away is the consent.
    farther: moreServers.some((server) => isFarther(preferredServer(settings), server)),
    name: draft.name.trim(),
    server: null,
    model: null,
    protocol: null,
    tasks: [...draft.tasks],
    maxTags: draft.maxTags,
    maxCategories: draft.maxCategories,
    language: draft.language,
    instruction: draft.instruction.trim(),
    concurrency: draft.concurrency,
    price: null,
    allowCloud: false,
    preset: draft.preset,
    prompts: promptsOf(draft.words),
    separate: draft.separate,
    oneABurst: draft.oneABurst,
    sample: null,
    again: draft.again,
  };
}

/** The tasks with one more or one less, in their own order. */
export function withTask(tasks: readonly Task[], task: Task, on: boolean): Task[] {
  return TASKS.filter((one) => (one === task ? on : tasks.includes(one)));
}

/** The whole number typed, within its range; null when it is none. */
export function numberIn(text: string, range: { min: number; max: number }): number | null {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && value >= range.min && value <= range.max
    ? value
    : null;
}
