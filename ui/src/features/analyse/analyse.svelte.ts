/** A vision batch before it is started: what it would do, and starting it. Draws nothing. */
import type { ErrorView } from '../../ipc/generated/ErrorView';
import type { PlanView } from '../../ipc/generated/PlanView';
import type { VisionRequest } from '../../ipc/generated/VisionRequest';
import type { Scope } from '../../ipc/generated/Scope';
import { asError } from '../../ipc/transport';
import type { AppState } from '../../state/app.svelte';
import { DEFAULT_SETTINGS } from '../../state/settings.svelte';
import {
  choices,
  chosenAtFirst,
  draftOf,
  requestOf,
  type Draft,
  type ScopeChoice,
  type ScopeKind,
} from './request';

/** Enough to see what a model writes, few enough to wait for. */
export const SAMPLE = 5;

export class AnalyseState {
  draft = $state.raw<Draft>(draftOf(DEFAULT_SETTINGS));
  kind = $state<ScopeKind>('everything');
  /** Null while it is counted. */
  plan = $state.raw<PlanView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  starting = $state(false);
  /** The batch of the sample, once one was started. */
  tried = $state<number | null>(null);
  /** Whether what would be sent is shown. */
  shown = $state(false);
  readonly choices: readonly ScopeChoice[];
  readonly scope = $derived.by((): Scope => {
    const choice = this.choices.find((one) => one.kind === this.kind);
    return choice?.scope ?? { scope: 'query', query: {} };
  });
  readonly ready = $derived(
    this.plan !== null &&
      this.plan.photos > this.plan.unreadable &&
      this.draft.tasks.length > 0 &&
      !this.starting,
  );
  #asked = 0;

  constructor(
    private readonly app: AppState,
    asked: Scope,
  ) {
    const selection = app.library.selection.size > 0 ? app.scope() : null;
    this.choices = choices(asked, selection, app.library.query);
    this.draft = draftOf(app.settings.current);
    this.kind = chosenAtFirst(this.choices, asked);
  }

  change(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    if (part.oneABurst !== undefined) void this.count();
  }

  /** Counts the photos of the scope and says where they would go. */
  async count(): Promise<void> {
    const asked = ++this.#asked;
    this.plan = null;
    this.error = null;
    try {
      const plan = await this.app.transport.planVision(
        requestOf(this.scope, this.draft, this.app.settings.current),
      );
      if (asked === this.#asked) this.plan = plan;
    } catch (error) {
      if (asked === this.#asked) this.error = asError(error);
    }
  }

  /** What would be asked as the dialog stands. */
  request(): VisionRequest {
    return requestOf(this.scope, this.draft, this.app.settings.current);
  }

  /** Starts over the whole scope, or over a few photos that stand for it. True when it runs. */
  async start(sample: boolean): Promise<boolean> {
    this.starting = true;
    this.error = null;
    try {
      const batch = await this.app.transport.startVision({
        ...this.request(),
        sample: sample ? SAMPLE : null,
      });
      this.app.batches.apply(batch);
      this.tried = sample ? batch.batch : null;
      return true;
    } catch (error) {
      this.error = asError(error);
      return false;
    } finally {
      this.starting = false;
    }
  }
}
