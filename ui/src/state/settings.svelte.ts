/** The settings as last saved or pushed. */
import type { FoundServer } from '../ipc/generated/FoundServer';
import type { KeyKept } from '../ipc/generated/KeyKept';
import type { ServerReport } from '../ipc/generated/ServerReport';
import type { ServerSettings } from '../ipc/generated/ServerSettings';
import type { Settings } from '../ipc/generated/Settings';
import type { Transport } from '../ipc/transport';
import { NO_SERVER, preferredServer } from './servers';

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  surround: 'dark',
  interfaceLanguage: '',
  wordLanguage: 'en',
  server: NO_SERVER,
  moreServers: [],
  connectSeconds: 5,
  firstWordSeconds: 120,
  answerSeconds: 300,
  tasks: ['title', 'description', 'tags'],
  maxTags: 10,
  maxCategories: 5,
  preset: '',
  ownWords: true,
  meaning: { url: '', model: '' },
  checkNames: true,
  reviewNew: false,
  aliases: [],
  blockedWords: [],
  instruction: '',
  imageSide: 1024,
  sendDate: true,
  sendPlace: true,
  sendFolder: false,
  sendKeywords: true,
  sendPeople: false,
  watchFolders: true,
  historyDays: 30,
};

export class SettingsState {
  current = $state.raw<Settings>(DEFAULT_SETTINGS);
  /** The server that a batch asks when nothing else is said. */
  readonly server = $derived(preferredServer(this.current));
  readonly hasServer = $derived(this.server.url !== '' && this.server.model !== '');

  constructor(private readonly transport: Transport) {}

  apply(settings: Settings): void {
    this.current = settings;
  }

  /** Shows the change at once; puts the old value back and rejects with an ErrorView when it cannot be saved. */
  async save(change: Partial<Settings>): Promise<void> {
    const before = this.current;
    const wanted = { ...before, ...change };
    this.current = wanted;
    try {
      const saved = await this.transport.saveSettings(wanted);
      if (this.current === wanted) this.current = saved;
    } catch (error) {
      if (this.current === wanted) this.current = before;
      throw error;
    }
  }

  setServerKey(url: string, key: string): Promise<KeyKept> {
    return this.transport.setServerKey(url, key);
  }

  findServers(): Promise<FoundServer[]> {
    return this.transport.findServers();
  }

  testServer(server: ServerSettings): Promise<ServerReport> {
    return this.transport.testServer(server);
  }
}
