/** What is known of one server while the settings are open: its test, and what became of its key. Draws nothing. */
import { errorText } from '../../i18n';
import type { ServerReport } from '../../ipc/generated/ServerReport';
import type { ServerSettings } from '../../ipc/generated/ServerSettings';
import { asError } from '../../ipc/transport';
import type { SettingsState } from '../../state/settings.svelte';

export class ServerCheck {
  testing = $state(false);
  report = $state.raw<ServerReport | null>(null);
  /** Why the test itself could not be made. */
  testError = $state<string | null>(null);
  /** What became of the key. */
  key = $state<'nothing' | 'keychain' | 'session' | 'forgotten'>('nothing');
  /** Why the keychain did not do it; in English, for details. */
  keyReason = $state<string | null>(null);
  /** Why the key could not be kept. */
  keyError = $state<string | null>(null);
  #asked = 0;

  constructor(private readonly settings: SettingsState) {}

  /** Another way to speak makes the report of the one before worthless. */
  forget(): void {
    this.#asked++;
    this.report = null;
    this.testing = false;
    this.testError = null;
  }

  async saveKey(url: string, key: string): Promise<void> {
    this.keyError = null;
    try {
      const { place, reason } = await this.settings.setServerKey(url, key);
      this.key = place === 'keychain' || place === 'session' ? place : 'forgotten';
      // Why it is where it is not wanted.
      this.keyReason = reason;
    } catch (error) {
      this.key = 'nothing';
      this.keyError = errorText(asError(error));
    }
  }

  /** Asks the server what it is, which models it has, and whether the chosen one sees. */
  async test(server: ServerSettings): Promise<void> {
    const asked = ++this.#asked;
    this.testing = true;
    this.testError = null;
    try {
      const report = await this.settings.testServer(server);
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
