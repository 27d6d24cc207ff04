/** Starts the window: in the desktop shell with the real library, in a browser with a made-up one. */
import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import type { Transport } from './ipc/transport';
import { AppState } from './state/app.svelte';

declare global {
  interface Window {
    /** Only with the made-up library: the browser tests' way in. */
    pothos?: { transport: Transport; app: AppState };
  }
}

async function connect(): Promise<Transport> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./ipc/tauri')).tauriTransport;
  const { MemoryTransport } = await import('./ipc/memory');
  return MemoryTransport.fromAddress(new URL(window.location.href));
}

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // forbidden: the arrangement is then not remembered
  }
}

async function start(target: HTMLElement): Promise<void> {
  const transport = await connect();
  const app = new AppState(transport, storage());
  if (!('__TAURI_INTERNALS__' in window)) window.pothos = { transport, app };
  mount(App, { target, props: { app } });
  await app.start();
}

const target = document.getElementById('app');
if (target) void start(target);
