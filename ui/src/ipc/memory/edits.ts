/** What the user does to words in the made-up library. */
import type { WordEdit } from '../generated/WordEdit';
import type { WordView } from '../generated/WordView';
import { word, type MadePhotos } from './photos';

export class MadeEdits {
  readonly #photos: MadePhotos;
  readonly #rejected = new Map<number, WordView>();

  constructor(photos: MadePhotos) {
    this.#photos = photos;
  }

  /** The photo's words after the edit. */
  edited(id: number, edit: WordEdit): WordView[] {
    const words = this.#photos.words(id);
    const fresh = 50 + (words.length % 40);
    switch (edit.edit) {
      case 'set': {
        const others = words.filter((one) => one.kind !== edit.kind || one.source !== 'human');
        return edit.text === null ? others : [word(id, fresh, edit.kind, edit.text, 'human'), ...others];
      }
      case 'add':
        return [...words, word(id, fresh, edit.kind, edit.text, 'human')];
      case 'accept':
        return words.map((one) => (one.id === edit.word ? { ...one, source: 'human', accepted: true } : one));
      case 'reject': {
        const gone = words.find((one) => one.id === edit.word);
        if (gone) this.#rejected.set(edit.word, gone);
        return words.filter((one) => one.id !== edit.word);
      }
      case 'restore': {
        const back = this.#rejected.get(edit.word);
        if (back) return [...words, back];
        return words.map((one) =>
          one.id === edit.word ? { ...one, source: one.stamp ? 'model' : 'basic', accepted: false } : one,
        );
      }
    }
  }
}
