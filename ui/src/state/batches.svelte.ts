/** The batches as last pushed. An older picture of a batch never replaces a newer one. */
import type { BatchCommand } from '../ipc/generated/BatchCommand';
import type { BatchView } from '../ipc/generated/BatchView';
import type { ComparingView } from '../ipc/generated/ComparingView';
import type { FailuresView } from '../ipc/generated/FailuresView';
import type { Transport } from '../ipc/transport';

export class Batches {
  /** The newest first. */
  list = $state.raw<readonly BatchView[]>([]);
  readonly live = $derived(this.list.filter((batch) => batch.state !== 'finished'));
  readonly finished = $derived(this.list.filter((batch) => batch.state === 'finished'));
  /** Said once to a screen reader when a batch ends; the last one that did. */
  lastFinished = $state.raw<BatchView | null>(null);
  /** How far photos have been compared with all others. */
  comparing = $state.raw<ComparingView>({ left: 0, paused: false });

  constructor(private readonly transport: Transport) {}

  /** From the snapshot. */
  replace(batches: readonly BatchView[]): void {
    this.list = [...batches].sort(newestFirst);
  }

  get(batch: number): BatchView | undefined {
    return this.list.find((known) => known.batch === batch);
  }

  /** Takes a pushed picture; false when it is older than the one shown. */
  apply(batch: BatchView): boolean {
    const known = this.get(batch.batch);
    if (known && known.revision > batch.revision) return false;
    const rest = this.list.filter((other) => other.batch !== batch.batch);
    this.list = [...rest, batch].sort(newestFirst);
    if (batch.state === 'finished' && known?.state !== 'finished') this.lastFinished = batch;
    return true;
  }

  removed(batch: number): void {
    this.list = this.list.filter((known) => known.batch !== batch);
  }

  /** The new state comes as an event. Rejects with an ErrorView. */
  async command(batch: number, command: BatchCommand): Promise<void> {
    await this.transport.batchCommand(batch, command);
  }

  /** How it stands then comes as an event. Rejects with an ErrorView. */
  async pauseComparing(paused: boolean): Promise<void> {
    await this.transport.pauseComparing(paused);
  }

  failures(batch: number): Promise<FailuresView> {
    return this.transport.failures(batch);
  }
}

function newestFirst(a: BatchView, b: BatchView): number {
  return b.created_ms - a.created_ms || b.batch - a.batch;
}
