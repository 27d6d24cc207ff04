/** The model servers among the settings: a list, the preferred one first. Pure. */
import type { ServerSettings } from '../ipc/generated/ServerSettings';
import type { Settings } from '../ipc/generated/Settings';

export const NO_SERVER: ServerSettings = {
  url: '',
  protocol: 'auto',
  model: '',
  concurrency: null,
  price: null,
  off: false,
  allowCloud: false,
  keyKept: false,
};

/** All that were entered, also those that are switched off. */
export function allServers(settings: Settings): ServerSettings[] {
  return [settings.server, ...settings.moreServers].filter(({ url }) => url !== '');
}

/** Those that may be asked. */
export function serversOn(settings: Settings): ServerSettings[] {
  return allServers(settings).filter(({ off }) => !off);
}

/** The one that a batch asks when nothing else is said. */
export function preferredServer(settings: Settings): ServerSettings {
  return serversOn(settings)[0] ?? NO_SERVER;
}

/** The settings' two fields for a list of servers. */
export function fieldsOf(servers: readonly ServerSettings[]): Pick<Settings, 'server' | 'moreServers'> {
  return { server: servers[0] ?? NO_SERVER, moreServers: servers.slice(1) };
}
