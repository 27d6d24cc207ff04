/** The prompt presets: the built-in one first, then the user's by name. Read when somebody looks. */
import type { PresetView } from '../ipc/generated/PresetView';
import type { Transport } from '../ipc/transport';

export const STANDARD = 'standard';

export class Presets {
  list = $state.raw<readonly PresetView[]>([]);

  constructor(private readonly transport: Transport) {}

  async read(): Promise<void> {
    this.list = await this.transport.presets();
  }

  /** The preset as it was stored: a change makes a new version. */
  async save(preset: PresetView): Promise<PresetView> {
    const saved = await this.transport.savePreset(preset);
    await this.read();
    return saved;
  }

  async remove(name: string): Promise<void> {
    await this.transport.removePreset(name);
    await this.read();
  }
}
