/** The settings screen: saves each change as it is made, and says so. Draws nothing. */
import { errorText } from '../../i18n';
import type { FoundServer } from '../../ipc/generated/FoundServer';
import type { ServerSettings } from '../../ipc/generated/ServerSettings';
import type { Settings } from '../../ipc/generated/Settings';
import { asError } from '../../ipc/transport';
import { allServers, fieldsOf } from '../../state/servers';
import type { SettingsState } from '../../state/settings.svelte';
import { ServerCheck } from './servercheck.svelte';

export type Saving = 'nothing' | 'saving' | 'saved';

export class SettingsForm {
  saving = $state<Saving>('nothing');
  /** Why the last change was not saved. */
  error = $state<string | null>(null);
  /** Whether the usual ports are being looked at. */
  looking = $state(false);
  /** What was found there; null before the first look. */
  found = $state.raw<readonly FoundServer[] | null>(null);
  readonly servers = $derived.by(() => allServers(this.settings.current));
  readonly #checks = new Map<string, ServerCheck>();

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

  /** What is known of a server. One for each address, so that no report is shown for another. */
  checkOf(url: string): ServerCheck {
    const known = this.#checks.get(url) ?? new ServerCheck(this.settings);
    this.#checks.set(url, known);
    return known;
  }

  async saveServer(index: number, change: Partial<ServerSettings>): Promise<void> {
    const server = this.servers[index];
    if (server === undefined) return;
    if (change.protocol !== undefined) this.checkOf(server.url).forget();
    await this.#saveList(this.servers.map((one, at) => (at === index ? { ...one, ...change } : one)));
  }

  /** Adds a server; one that is there already is left as it is. */
  async addServer(server: ServerSettings): Promise<void> {
    if (!this.servers.some(({ url }) => url === server.url)) await this.#saveList([...this.servers, server]);
  }

  async removeServer(index: number): Promise<void> {
    await this.#saveList(this.servers.filter((_, at) => at !== index));
  }

  /** Makes it the one that batches ask first. */
  async preferServer(index: number): Promise<void> {
    const server = this.servers[index];
    if (server === undefined) return;
    await this.#saveList([{ ...server, off: false }, ...this.servers.filter((one) => one !== server)]);
  }

  /** Looks for servers on this machine. */
  async look(): Promise<void> {
    this.looking = true;
    try {
      this.found = await this.settings.findServers();
    } catch (error) {
      this.error = errorText(asError(error));
    } finally {
      this.looking = false;
    }
  }

  #saveList(servers: readonly ServerSettings[]): Promise<void> {
    return this.save(fieldsOf(servers));
  }
}
