/** Everything about the active photo, for the inspector and the loupe. */
import type { ErrorView } from '../ipc/generated/ErrorView';
import type { PhotoView } from '../ipc/generated/PhotoView';
import type { WordEdit } from '../ipc/generated/WordEdit';
import { asError, type Transport } from '../ipc/transport';

export class PhotoDetail {
  /** The photo asked for; `view` may still be the one before while this is loading. */
  id = $state<number | null>(null);
  view = $state.raw<PhotoView | null>(null);
  loading = $state(false);
  error = $state.raw<ErrorView | null>(null);
  #asked = 0;

  constructor(private readonly transport: Transport) {}

  /** Shows another photo, or none. */
  async show(id: number | null): Promise<void> {
    if (id === this.id) return;
    this.id = id;
    this.error = null;
    if (id === null) {
      this.#asked++;
      this.view = null;
      this.loading = false;
      return;
    }
    await this.refetch();
  }

  /** Asks again for the photo shown; an answer that was overtaken by another question is dropped. */
  async refetch(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const view = await this.transport.photo(id);
      if (asked === this.#asked) {
        this.view = view;
        this.error = null;
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.view = null;
        this.error = asError(error);
      }
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  /** Tiles were pushed: only if this photo is among them is it asked for again. */
  changed(ids: Iterable<number>): void {
    for (const id of ids) {
      if (id === this.id) {
        void this.refetch();
        return;
      }
    }
  }

  /** Changes a word of the photo `id` and shows the answer if it is still the one shown. Rejects with an ErrorView. */
  async edit(id: number, edit: WordEdit): Promise<PhotoView> {
    const asked = ++this.#asked;
    const view = await this.transport.editWord(id, edit);
    if (asked === this.#asked && this.id === id) {
      this.view = view;
      this.loading = false;
    }
    return view;
  }
}
