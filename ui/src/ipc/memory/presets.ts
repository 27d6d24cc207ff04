/** The prompt presets of the made-up library. */
import type { PresetView } from '../generated/PresetView';

export class MadePresets {
  #own: PresetView[] = [];

  list(): PresetView[] {
    return [{ name: 'standard', version: 1, system: '', prompts: [], examples: [] }, ...this.#own];
  }

  save(preset: PresetView): PresetView {
    const before = this.#own.find(({ name }) => name === preset.name);
    const saved = { ...preset, version: (before?.version ?? 0) + 1 };
    this.remove(preset.name);
    this.#own.push(saved);
    return saved;
  }

  remove(name: string): void {
    this.#own = this.#own.filter((preset) => preset.name !== name);
  }
}
