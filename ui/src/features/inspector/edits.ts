/** Makes an edit of a photo's words and offers to take it back. Decides nothing about what is shown. */
import { t } from '../../i18n';
import type { PhotoView } from '../../ipc/generated/PhotoView';
import type { WordEdit } from '../../ipc/generated/WordEdit';
import type { AppState } from '../../state/app.svelte';
import { saidOf, undoOf } from './words';

/** Does it; an undo goes into the toast and under Ctrl+Z. True when it went well. */
export async function editWords(app: AppState, photo: PhotoView, edit: WordEdit): Promise<boolean> {
  return app.attempt(async () => {
    const after = await app.photo.edit(photo.id, edit);
    const undo = undoOf(edit, photo, after);
    if (undo === null) return;
    app.toasts.undoable(saidOf(edit, photo), t('common.undo'), async () => {
      await app.attempt(async () => {
        await app.photo.edit(photo.id, undo);
      });
    });
  });
}
