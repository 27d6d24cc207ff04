/** Who said a word, how that is shown, and which edit takes an edit back. Pure but for the window's language. */
import { formatDateTime, t } from '../../i18n';
import type { PhotoView } from '../../ipc/generated/PhotoView';
import type { WordEdit } from '../../ipc/generated/WordEdit';
import type { WordView } from '../../ipc/generated/WordView';

/** How a word looks: plain = you, outlined = the file, dotted = basic facts, tinted = a model nobody confirmed. */
export type Look = 'plain' | 'outlined' | 'dotted' | 'tinted';
export type ListKind = 'tag' | 'category';
export type TextKind = 'title' | 'description';

/** Whether the user stands behind it: typed, or accepted. */
export function isYours(word: WordView): boolean {
  return word.accepted || word.source === 'human';
}

export function lookOf(word: WordView): Look {
  if (isYours(word)) return 'plain';
  switch (word.source) {
    case 'file':
      return 'outlined';
    case 'model':
      return 'tinted';
    default:
      return 'dotted';
  }
}

/** Short, beside the text: `by qwen3-vl:8b`. */
export function whoOf(word: WordView): string {
  if (word.accepted) return t('word.by_accepted');
  switch (word.source) {
    case 'human':
      return t('word.by_human');
    case 'file':
      return t('word.by_file');
    case 'model':
      return t('word.by_model', { model: word.stamp?.model ?? t('source.model') });
    default:
      return t('word.by_basic');
  }
}

/** The sentence at the head of a word's card. */
export function headOf(word: WordView): string {
  if (word.accepted) return t('word.who_accepted');
  switch (word.source) {
    case 'human':
      return t('word.who_human');
    case 'file':
      return t('word.who_file');
    case 'model':
      return t('word.who_model');
    default:
      return t('word.who_basic');
  }
}

/** The rows of a word's card: which model, where, how asked, in which batch, when. */
export function provenance(word: WordView): { label: string; value: string }[] {
  const rows: { label: string; value: string }[] = [];
  if (word.stamp !== null) {
    const { model, server, preset, presetVersion, batch } = word.stamp;
    rows.push(
      { label: t('word.model'), value: model },
      { label: t('word.server'), value: server },
      { label: t('word.preset'), value: t('word.preset_value', { name: preset, version: presetVersion }) },
      { label: t('word.batch'), value: t('word.batch_value', { number: String(batch) }) },
    );
    if (word.stamp.similarTo !== null) rows.push({ label: t('word.from'), value: t('word.similar') });
  }
  if (word.because !== null) rows.push({ label: t('word.because'), value: word.because });
  rows.push({ label: t('word.date'), value: formatDateTime(word.createdMs) });
  return rows;
}

/** Words of one kind in their order; the first title or description is the one shown. */
export function wordsOf(view: PhotoView, kind: ListKind | TextKind): WordView[] {
  return view.words.filter((word) => word.kind === kind);
}

/** A word in a list, with everyone who said it; the first is the one the user stands behind, or the best source. */
export interface SaidWord {
  readonly word: WordView;
  readonly also: readonly WordView[];
}

/** The words of a list, each text once, in their order. */
export function saidWords(view: PhotoView, kind: ListKind): SaidWord[] {
  const groups = new Map<string, WordView[]>();
  for (const word of wordsOf(view, kind)) {
    const text = folded(word.text);
    const group = groups.get(text);
    if (group) group.push(word);
    else groups.set(text, [word]);
  }
  const said: SaidWord[] = [];
  for (const group of groups.values()) {
    const word = group.find(isYours) ?? group[0];
    if (word) said.push({ word, also: group.filter((one) => one !== word) });
  }
  return said;
}

/** The user's own title or description, typed rather than accepted; null when there is none. */
export function ownText(view: PhotoView, kind: TextKind): string | null {
  return (
    view.words.find((word) => word.kind === kind && word.source === 'human' && !word.accepted)?.text ?? null
  );
}

/** The same word for a reader: case and white space do not count. */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean).join(' ');
}

/** The edit that takes `edit` back, from the photo before and after it; null when there is nothing to take back. */
export function undoOf(edit: WordEdit, before: PhotoView, after: PhotoView): WordEdit | null {
  switch (edit.edit) {
    case 'accept':
    case 'reject':
      return { edit: 'restore', word: edit.word };
    case 'add': {
      const same = (one: WordView): boolean =>
        one.kind === edit.kind && folded(one.text) === folded(edit.text);
      const now = after.words.find(same);
      if (!now) return null;
      const was = before.words.find((one) => one.id === now.id);
      if (was === undefined) return { edit: 'reject', word: now.id };
      return isYours(was) ? null : { edit: 'restore', word: now.id };
    }
    case 'set': {
      const kind = edit.kind === 'title' ? 'title' : 'description';
      const was = ownText(before, kind);
      return was === edit.text ? null : { edit: 'set', kind, text: was };
    }
    case 'restore':
      return null;
  }
}

/** What the toast says after an edit. */
export function saidOf(edit: WordEdit, before: PhotoView): string {
  switch (edit.edit) {
    case 'set':
      return edit.kind === 'title' ? t('word.set_title') : t('word.set_description');
    case 'add':
      return t('word.added', { text: edit.text });
    case 'accept':
      return t('word.accepted', { text: textOf(before, edit.word) });
    case 'reject': {
      const word = before.words.find((one) => one.id === edit.word);
      const text = textOf(before, edit.word);
      return word && isYours(word) ? t('word.removed', { text }) : t('word.rejected', { text });
    }
    case 'restore':
      return '';
  }
}

const SHOWN = 40;

function textOf(view: PhotoView, id: number): string {
  const text = Array.from(view.words.find((one) => one.id === id)?.text ?? '');
  return text.length > SHOWN ? `${text.slice(0, SHOWN).join('')}…` : text.join('');
}
