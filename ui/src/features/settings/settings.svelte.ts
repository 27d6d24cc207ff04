/** The settings screen: saves each change as it is made, and says so. Draws nothing. */
import { errorText } from '../../i18n';
import type { ServerReport } from '../../ipc/generated/ServerReport';
import type { Settings } from '../../ipc/generated/Settings';
import type { ServerSettings } from '../../ipc/generated/ServerSettings';
import { asError } from '../../ipc/transport';
import type { SettingsState } from '../../state/settings.svelte';

export type Saving = 'nothing' | 'saving' | 'saved';

export class SettingsForm {
  saving = $state<Saving>('nothing');
  /** Why the last change was not saved. */
  error = $state<string | null>(null);
  testing = $state(false);
  report = $state.raw<ServerReport | null>(null);
  /** Why the test itself could not be made. */
  testError = $state<string | null>(null);
  /** What became of the key. */
  key = $state<'nothing' | 'saved' | 'forgotten'>('nothing');
  #asked = 0;

  constructor(private readonly settings: SettingsState) {}

  async save(change: Partial<Settings>): Promise<void> {
    this.saving = 'saving';
    this.error = null;
    try {
      await this.settings.save(change);
      this.saving = 'saved';
    } catch (error) {
      this.saving = 'nothing';
      this.error = errorText(asError(error));
    }
  }

  /** Another server makes the report of the one before worthless. */
  async saveServer(change: Partial<ServerSettings>): Promise<void> {
    if (change.url !== undefined || change.protocol !== undefined) {
      this.#asked++;
      this.report = null;
      this.testing = false;
      this.testError = null;
    }
    await this.save({ server: { ...this.settings.current.server, ...change } });
  }

  async saveKey(key: string): Promise<void> {
    this.error = null;
    try {
      await this.settings.setServerKey(key);
      this.key = key === '' ? 'forgotten' : 'saved';
    } catch (error) {
      this.key = 'nothing';
      this.error = errorText(asError(error));
    }
  }

  /** Asks the server what it is, which models it has, and whether the chosen one sees. */
  async test(): Promise<void> {
    const asked = ++this.#asked;
    this.testing = true;
    this.testError = null;
    try {
      const report = await this.settings.testServer(this.settings.current.server);
      if (asked === this.#asked) this.report = report;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.report = null;
      this.testError = errorText(asError(error));
    } finally {
      if (asked === this.#asked) this.testing = false;
    }
  }
}
