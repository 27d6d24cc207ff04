/**
 * What is said about a batch, and what can be done with it. Pure but for the window's language; asks for nothing.
 */
import { formatDuration, formatFinish, formatRate, pauseText, t } from '../../i18n';
import type { BatchView } from '../../ipc/generated/BatchView';

/** Waiting or being worked on. */
export function left(batch: BatchView): number {
  return batch.queued + batch.running;
}

/** What there is to do: without the photos that need nothing or cannot be read. */
export function work(batch: BatchView): number {
  return batch.total - batch.skipped;
}

/** The host of an address, for people; the address itself when it is none. */
export function hostOf(address: string | null): string {
  if (address === null || address === '') return '';
  try {
    return new URL(address).host || address;
  } catch {
    return address;
  }
}

/** `6.1 s/photo`, or `measuring` before there is an honest figure; empty when nothing runs. */
export function rateText(batch: BatchView): string {
  if (batch.state !== 'active' || left(batch) === 0) return '';
  return batch.rate > 0 ? formatRate(batch.rate) : t('batch.measuring');
}

/** `done 21:40`; empty while it is not known. */
export function finishText(batch: BatchView, now: number): string {
  if (batch.state !== 'active' || batch.open || batch.finish_ms === null) return '';
  return t('batch.done_at', { time: formatFinish(batch.finish_ms, now) });
}

/** Why it waits, and what resumes it; null when it does not wait. */
export function pauseSentence(batch: BatchView): string | null {
  if (batch.state !== 'paused') return null;
  return pauseText(
    batch.pause_reason ?? 'user',
    batch.pause_reason === 'user' ? null : (batch.cause?.code ?? null),
    hostOf(batch.server),
    batch.model ?? '',
  );
}

/** How it ended: `1,205 photos tagged, 3 failed`. */
export function resultSentence(batch: BatchView): string {
  const parts: string[] = [];
  const vision = batch.kind === 'vision';
  const cancelled = batch.cancelled > 0;
  const first = batch.done - batch.renewed;
  if (first > 0)
    parts.push(
      t(batch.meaning ? 'batch.result.meaning' : vision ? 'batch.result.vision' : 'batch.result.import', {
        count: first,
      }),
    );
  if (batch.renewed > 0) parts.push(t('batch.result.renewed', { count: batch.renewed }));
  if (batch.failed > 0) parts.push(t('batch.result.failed', { count: batch.failed }));
  if (batch.warned > 0) parts.push(t('batch.result.warned', { count: batch.warned }));
  const already = batch.skipped - batch.unable;
  if (already > 0) {
    parts.push(t(vision ? 'batch.result.skipped' : 'batch.result.already', { count: already }));
  }
  if (batch.unable > 0) parts.push(t('batch.result.unable', { count: batch.unable }));
  if (batch.not_pictures > 0) parts.push(t('batch.result.not_pictures', { count: batch.not_pictures }));
  if (cancelled) parts.push(t('batch.result.cancelled', { count: batch.cancelled }));
  return parts.length === 0 ? t('batch.result.nothing') : parts.join(t('batch.result.comma'));
}

/** How long it ran; empty when it never started. */
export function tookText(batch: BatchView): string {
  if (batch.started_ms === null || batch.finished_ms === null) return '';
  return t('batch.took', { duration: formatDuration(Math.max(0, batch.finished_ms - batch.started_ms)) });
}

/** What a screen reader hears when it ends. */
export function saidFinished(batch: BatchView): string {
  return t('batch.said_finished', { name: batch.name, result: resultSentence(batch) });
}

/** What can be done with it now. */
export interface Actions {
  readonly pause: boolean;
  readonly resume: boolean;
  /** Resuming is a try: it waits for a server or a disk. */
  readonly tryNow: boolean;
  /** Another server may take what is left. */
  readonly otherServer: boolean;
  readonly cancel: boolean;
  readonly retryFailed: boolean;
  readonly retryCancelled: boolean;
  readonly askMissing: boolean;
  /** Its words can be taken back. */
  readonly undo: boolean;
  readonly compare: boolean;
  readonly remove: boolean;
}

export function actions(batch: BatchView): Actions {
  const finished = batch.state === 'finished';
  const paused = batch.state === 'paused';
  return {
    pause: batch.state === 'active',
    resume: paused && batch.pause_reason === 'user',
    tryNow: paused && batch.pause_reason !== 'user',
    otherServer: paused && batch.kind === 'vision' && batch.pause_reason === 'server',
    cancel: batch.state === 'active' || paused,
    retryFailed: batch.failed > 0 && batch.state !== 'cancelling',
    retryCancelled: finished && batch.cancelled > 0,
    askMissing: finished && batch.warned > 0,
    undo: finished && batch.kind === 'vision' && batch.undone_ms === null && batch.done > 0,
    compare: finished && batch.kind === 'vision' && batch.undone_ms === null,
    remove: finished,
  };
}

/** Whether Settings can mend what it waits for: the key is the only thing a running batch reads there. */
export function mendedInSettings(batch: BatchView): boolean {
  return batch.state === 'paused' && batch.cause?.code === 'unauthorized';
}
