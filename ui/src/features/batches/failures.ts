/** Failures as they are listed: groups by reason, what each says and what can be done. Pure but for the language. */
import { failureCount, failureNext, failureText } from '../../i18n';
import type { FailedPhoto } from '../../ipc/generated/FailedPhoto';
import type { FailureGroup } from '../../ipc/generated/FailureGroup';

/** A group as it is shown. */
export interface ShownGroup {
  readonly code: string;
  /** `12 timed out`. */
  readonly head: string;
  /** What happened. */
  readonly what: string;
  /** What to do next. */
  readonly next: string;
  readonly count: number;
  readonly retryable: boolean;
  readonly photos: readonly FailedPhoto[];
  /** How many are not listed. */
  readonly more: number;
}

/** The largest group first; of equal ones those that can be retried first. */
export function shownGroups(groups: readonly FailureGroup[]): ShownGroup[] {
  return [...groups]
    .sort((a, b) => b.count - a.count || Number(b.retryable) - Number(a.retryable))
    .map((group) => ({
      code: group.code,
      head: failureCount(group.code, group.count),
      what: failureText(group.code, group.photos[0]?.message),
      next: failureNext(group.code),
      count: group.count,
      retryable: group.retryable,
      photos: group.photos,
      more: Math.max(0, group.count - group.photos.length),
    }));
}

/** The file's own name, whatever the path is divided by. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
