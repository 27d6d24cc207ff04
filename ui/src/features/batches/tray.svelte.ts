/** What the tray and its panel show. Follows what is pushed; asks only for failures and history, when they are open. */
import { errorText } from '../../i18n';
import type { BatchStatsView } from '../../ipc/generated/BatchStatsView';
import type { BatchView } from '../../ipc/generated/BatchView';
import type { FailuresView } from '../../ipc/generated/FailuresView';
import { asError, type Transport } from '../../ipc/transport';
import type { Batches } from '../../state/batches.svelte';
import { readDismissed, writeDismissed, type Store } from './dismissed';

const EVERY = { kind: null, state: null, outcome: null, before: null, limit: 50 } as const;

export class TrayState {
  #dismissed = $state.raw<ReadonlySet<number>>(new Set());
  /** Finished batches from before this window's day. */
  #history = $state.raw<readonly BatchView[]>([]);
  /** The batch whose details are open in the panel. */
  chosen = $state<number | null>(null);
  failures = $state.raw<FailuresView | null>(null);
  /** Why the failures could not be read. */
  failuresError = $state<string | null>(null);
  stats = $state.raw<BatchStatsView | null>(null);
  #statsAsked = 0;
  #asked = 0;
  #inFlight = false;
  #again = false;

  /** Bars in the tray: all that live, then those that ended and were not put away. */
  readonly bars = $derived.by(() => {
    const ended = this.batches.finished.filter((batch) => !this.#dismissed.has(batch.batch));
    return [...this.batches.live, ...ended];
  });
  /** Every batch there is, the newest first. */
  readonly all = $derived.by(() => {
    const known = new Set(this.batches.list.map((batch) => batch.batch));
    return [...this.batches.list, ...this.#history.filter((batch) => !known.has(batch.batch))];
  });
  readonly current = $derived(this.all.find((batch) => batch.batch === this.chosen) ?? this.all[0] ?? null);

  constructor(
    private readonly batches: Batches,
    private readonly transport: Transport,
    private readonly store: Store | null,
  ) {
    this.#dismissed = readDismissed(store);
  }

  /** Puts an ended batch away; it stays in the history. */
  dismiss(batch: number): void {
    this.#dismissed = new Set([...this.#dismissed, batch]);
    writeDismissed(this.store, this.#dismissed);
  }

  /** A batch that lives again comes back to the tray when it ends again. */
  recall(batch: number): void {
    if (!this.#dismissed.has(batch)) return;
    this.#dismissed = new Set([...this.#dismissed].filter((one) => one !== batch));
    writeDismissed(this.store, this.#dismissed);
  }

  forget(batch: number): void {
    this.#history = this.#history.filter((one) => one.batch !== batch);
  }

  /** The whole history, once each time the panel opens. */
  async loadHistory(): Promise<void> {
    this.#history = await this.transport.batches('all');
  }

  /** A further page of the history; false when there is no more. */
  async loadOlder(): Promise<boolean> {
    const oldest = this.all.at(-1);
    if (!oldest) return false;
    const page = await this.transport.history({ ...EVERY, before: oldest.batch });
    const known = new Set(this.#history.map((batch) => batch.batch));
    this.#history = [...this.#history, ...page.filter((batch) => !known.has(batch.batch))];
    return page.length > 0;
  }

  /** The figures of the batch that is open; asked for when it is chosen and when it ends. */
  async loadStats(batch: number): Promise<void> {
    const asked = ++this.#statsAsked;
    this.stats = null;
    try {
      const stats = await this.transport.batchStats(batch);
      if (asked === this.#statsAsked) this.stats = stats;
    } catch {
      // The figures are a convenience; what matters is told by the batch itself.
    }
  }

  /**
   * The failures of the batch that is open. Called when it is chosen and when a pushed count changed; one question is
   * on its way at a time, so that a server that fails a thousand photos a second is not asked a thousand times.
   */
  async loadFailures(batch: number, anew: boolean): Promise<void> {
    if (anew) {
      this.failures = null;
      this.failuresError = null;
    } else if (this.#inFlight) {
      this.#again = true;
      return;
    }
    const asked = ++this.#asked;
    this.#inFlight = true;
    this.#again = false;
    try {
      const failures = await this.transport.failures(batch);
      if (asked === this.#asked) this.failures = failures;
    } catch (error) {
      if (asked === this.#asked) this.failuresError = errorText(asError(error));
    } finally {
      if (asked === this.#asked) this.#inFlight = false;
    }
    if (asked === this.#asked && this.#again) await this.loadFailures(batch, false);
  }
}
