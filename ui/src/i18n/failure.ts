/**
 * What a failure code means to a person: what happened, and what to do next. The English message that comes with a
 * failure is kept for the details; the sentence shown is the table's.
 */
import { FAILURE_CODES, LEFT_OUT_CODES, type FailureCodeName } from './en/failures';
import { locale } from './locale.svelte';
import { lookup, t } from './table';

export { FAILURE_CODES, LEFT_OUT_CODES, type FailureCodeName };

/** Whether the table has a sentence for it. */
export function isFailureCode(code: string): code is FailureCodeName {
  return ([...FAILURE_CODES, ...LEFT_OUT_CODES] as readonly string[]).includes(code);
}

/** What happened. `message` is the English sentence that came along, shown for a code newer than the table. */
export function failureText(code: string, message = ''): string {
  return isFailureCode(code) ? t(`failure.${code}.what`) : message || code;
}

/** What to do next. */
export function failureNext(code: string): string {
  return isFailureCode(code) ? t(`failure.${code}.next`) : t('failure.unknown.next');
}

/** `12 timed out`: a group's head. */
export function failureCount(code: string, count: number): string {
  return isFailureCode(code) ? t(`failure.${code}.count`, { count }) : t('failure.unknown.count', { count });
}

/** Why a batch waits and what resumes it. `where` is the server's host, `model` its model. */
export function pauseText(reason: string, code: string | null, where: string, model: string): string {
  const values = { where: where || t('pause.the_server'), model: model || t('pause.the_model') };
  switch (code) {
    case 'unreachable':
    case 'unauthorized':
    case 'quota_exhausted':
    case 'model_missing':
    case 'model_cannot_see':
    case 'model_out_of_memory':
    case 'not_a_model_server':
    case 'bad_address':
    case 'same_answers':
    case 'disk_full':
    case 'library_read_only':
    case 'library_busy':
    case 'internal':
    case 'cloud_model':
      return t(`pause.${code}`, values);
    default:
      break;
  }
  if (reason === 'disk') return t('pause.disk');
  if (reason === 'server') return t('pause.server', values);
  return t('pause.user');
}

/**
 * An error in the window's language. The library's own English sentence names the file and the number, so in English it is
 * shown; in another language the table says what it means, and the English stays for the details.
 */
export function errorText(error: { readonly code: string; readonly message: string }): string {
  if (locale.current === 'en') return error.message;
  const known = lookup(`error.${error.code}`);
  if (known !== null) return known;
  return isFailureCode(error.code)
    ? t('error.sentences', { what: failureText(error.code), next: failureNext(error.code) })
    : error.message;
}
