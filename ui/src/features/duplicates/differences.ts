/** What tells a photo of a group from the one to keep, in words, the weightiest first. */
import { t } from '../../i18n';
import type { DuplicateGroup } from '../../ipc/generated/DuplicateGroup';
import type { DuplicatePhoto } from '../../ipc/generated/DuplicatePhoto';

/** Sizes closer than this are the same picture with a border more or less. */
const CLEARLY = 1.1;

/** Both are shown as they stand upright, so only what was done to the pixels themselves counts. */
export function turnText(turn: number): string | null {
  switch (turn) {
    case 2:
      return t('duplicates.mirrored');
    case 3:
      return t('duplicates.upside_down');
    case 4:
      return t('duplicates.flipped');
    case 5:
    case 7:
      return t('duplicates.turned_mirrored');
    case 6:
      return t('duplicates.turned_left');
    case 8:
      return t('duplicates.turned_right');
    default:
      return null;
  }
}

/** `suggested` is the photo that the library suggests: how the others are like it is known, and not how they are like each other. */
export function differences(photo: DuplicatePhoto, keep: DuplicatePhoto, suggested: number): string[] {
  if (photo.id === keep.id) return [];
  const known = keep.id === suggested;
  if (known && photo.alike === 'exact') return [t('duplicates.same')];
  const pixels = (one: DuplicatePhoto): number => one.width * one.height;
  const found: (string | null)[] = [known ? turnText(photo.turn) : null];
  if (pixels(photo) * CLEARLY < pixels(keep)) found.push(t('duplicates.smaller'));
  if (pixels(photo) > pixels(keep) * CLEARLY) found.push(t('duplicates.larger'));
  if (photo.format !== keep.format)
    found.push(t('duplicates.format', { format: photo.format.toUpperCase() }));
  if (pixels(photo) === pixels(keep) && photo.bytes < keep.bytes) found.push(t('duplicates.compressed'));
  if (photo.taken !== keep.taken) found.push(t('duplicates.other_time'));
  return found.filter((text) => text !== null);
}

/** Why the suggested photo is suggested. */
export function reasonText(group: DuplicateGroup): string {
  switch (group.reason) {
    case 'largest':
      return t('duplicates.largest');
    case 'best_score':
      return t('duplicates.best_score');
    case 'oldest':
      return t('duplicates.oldest');
    case 'sharpest':
      return t('duplicates.sharpest');
  }
}

/** What holds the group together. */
export function kindText(kind: string): string {
  switch (kind) {
    case 'exact':
      return t('duplicates.kind_exact');
    case 'burst':
      return t('duplicates.kind_burst');
    default:
      return t('duplicates.kind_near');
  }
}
