/** Words that wait in the made-up library, and what becomes of them. */
import type { Decided } from '../generated/Decided';
import type { DecisionView } from '../generated/DecisionView';
import type { HeldView } from '../generated/HeldView';
import type { MadePhotos } from './photos';

const WAITING: readonly [text: string, kind: string, isName: boolean, photos: number][] = [
  ['Lofoten', 'tag', true, 14],
  ['skerry', 'tag', false, 6],
  ['coastal heritage', 'category', false, 3],
  ['Anna Berg', 'tag', true, 1],
];

export class MadeWaiting {
  #words: HeldView[];
  readonly #decided = new Map<number, HeldView>();
  #clock = 1_795_313_553_000;

  constructor(photos: MadePhotos) {
    this.#words =
      photos.ids.length < 20
        ? []
        : WAITING.map(([text, kind, isName, count], at) => ({
            kind,
            text,
            isName,
            photos: count,
            some: photos.ids.slice(at * 6, at * 6 + Math.min(6, count)).map((id) => photos.tile(id)),
          }));
  }

  get words(): HeldView[] {
    return this.#words;
  }

  decide(decision: DecisionView): Decided {
    const gone = this.#words.find((word) => word.kind === decision.kind && word.text === decision.text);
    const atMs = ++this.#clock;
    if (gone) this.#decided.set(atMs, gone);
    this.#words = this.#words.filter((word) => word !== gone);
    return { decision, atMs, photos: gone?.photos ?? 0, remembered: false, aliasBefore: null };
  }

  undo(decided: Decided): void {
    const back = this.#decided.get(decided.atMs);
    if (back) this.#words = [...this.#words, back].sort((a, b) => b.photos - a.photos);
  }
}
