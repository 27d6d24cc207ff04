/** What is typed into the search box, and when it is asked for. Draws nothing; knows no filter but the text. */
import type { Library } from '../../state/library.svelte';
import { suggest, type Suggestion } from './suggest';
import { withText, withValue } from './filters';

/** A fast typist's pause between two keys is about 120 ms: a word is asked for once, and still feels immediate. */
const PAUSE_MS = 180;

export class SearchState {
  /** As typed; the query follows after a pause. */
  text = $state('');
  /** The suggestion the arrows are on; -1 for the text itself. */
  at = $state(-1);
  open = $state(false);
  readonly suggestions = $derived.by(() => (this.open ? suggest(this.text, this.library.facets) : []));
  #asked = '';
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly library: Library,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** A key was pressed in the box. */
  typed(text: string): void {
    this.text = text;
    this.at = -1;
    this.open = text.trim() !== '';
    this.#stop();
    this.#timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  /** Asks for what is typed, now. */
  ask(): void {
    this.#stop();
    const text = this.text.trim();
    if (text === this.#asked) return;
    this.#asked = text;
    this.#refine(withText(this.library.query, text, this.library.facets.byMeaning));
  }

  /** The query was changed elsewhere: the box shows its text. What is being typed is not overwritten. */
  follow(text: string | undefined): void {
    if (this.#timer !== null || (text ?? '') === this.#asked) return;
    this.#asked = text ?? '';
    this.text = this.#asked;
  }

  /** Takes a suggestion as a filter instead of the text. */
  take(suggestion: Suggestion): void {
    this.#stop();
    this.text = '';
    this.#asked = '';
    this.close();
    const { kind, value } = suggestion;
    const untold = withText(this.library.query, '', false);
    if (kind === 'camera') this.#refine({ ...untold, camera: value });
    else this.#refine({ ...untold, ...withValue(this.library.query, kind, value) });
  }

  clear(): void {
    this.text = '';
    this.close();
    this.ask();
  }

  close(): void {
    this.open = false;
    this.at = -1;
  }

  /** The arrows: through the suggestions and back to the text. */
  move(step: 1 | -1): void {
    const n = this.suggestions.length + 1;
    this.at = ((this.at + 1 + step + n) % n) - 1;
  }

  #refine(change: Parameters<Library['refine']>[0]): void {
    this.library.refine(change).catch(this.failed);
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
