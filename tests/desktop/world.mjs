/** What a test of the real window needs around it: a display, a home of its own, the stub server, the driver. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Page } from './client.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'debug');
const SCREEN = '-screen 0 1400x1000x24';

/** The programs under test, where the build puts them unless the environment says otherwise. */
export const programs = {
  app: process.env.POTHOS_APP ?? join(TARGET, 'pothos'),
  cli: process.env.POTHOS_CLI ?? join(TARGET, 'pothos-cli'),
  stub: process.env.POTHOS_STUB ?? join(TARGET, 'stub-server'),
  draw: process.env.POTHOS_DRAW ?? join(TARGET, 'examples', 'draw-pictures'),
};

/** Without a display of its own the script starts itself again on one; true when that has been done. */
export function movedToDisplay() {
  if (process.env.DISPLAY && process.env.DBUS_SESSION_BUS_ADDRESS) return false;
  const words = ['-a', '-s', SCREEN, 'dbus-run-session', '--', process.execPath, ...process.argv.slice(1)];
  const ended = spawnSync('xvfb-run', words, { stdio: 'inherit' });
  if (ended.error) throw new Error(`xvfb-run is needed (${ended.error.message}). Run: cargo xtask setup`);
  process.exitCode = ended.status ?? 1;
  return true;
}

export class World {
  #children = [];

  static async create() {
    for (const [what, program] of Object.entries(programs)) {
      if (what !== 'draw' && !existsSync(program)) throw new Error(`${program} is not built.`);
    }
    const world = new World();
    world.place = await mkdtemp(join(tmpdir(), 'pothos-window-'));
    world.photos = join(world.place, 'Photos of 2025');
    world.library = join(world.place, 'data', 'pothos');
    await mkdir(world.photos, { recursive: true });
    return world;
  }

  /** A home of its own: settings and window places of the user stay out, and parallel runs do not meet. */
  get #env() {
    const at = (name) => join(this.place, name);
    return {
      ...process.env,
      HOME: at('home'),
      XDG_CACHE_HOME: at('cache'),
      XDG_CONFIG_HOME: at('config'),
      XDG_DATA_HOME: at('data'),
      XDG_RUNTIME_DIR: at('run'),
      LANG: 'C.UTF-8',
      LANGUAGE: 'en',
      LC_ALL: 'C.UTF-8',
      NO_AT_BRIDGE: '1',
      POTHOS_KEYCHAIN: 'off',
      TAURI_WEBVIEW_AUTOMATION: 'true',
    };
  }

  #start(program, words, stdio) {
    const child = spawn(program, words, { env: this.#env, stdio });
    child.on('error', (error) => console.error(`${program}: ${error.message}`));
    this.#children.push(child);
    return child;
  }

  /** Starts the stub model server; gives its address. */
  async server(...words) {
    const child = this.#start(programs.stub, words, ['pipe', 'pipe', 'inherit']);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    this.stub = line.trim();
    return this.stub;
  }

  /** Tells the stub how to behave from now on: `pace 300`, `plan 429@first=3`. */
  async tell(what, value) {
    const response = await fetch(`${this.stub}/_stub/${what}`, { method: 'POST', body: String(value) });
    if (!response.ok) throw new Error(`the stub refused ${what} ${value}: ${await response.text()}`);
  }

  /** Opens the window. */
  async window() {
    if (!this.driver) {
      await mkdir(join(this.place, 'run'), { mode: 0o700 });
      await mkdir(join(this.place, 'home'));
      const port = await freePort();
      this.driver = `http://127.0.0.1:${port}`;
      this.#start('WebKitWebDriver', [`--port=${port}`], ['ignore', 'inherit', 'inherit']);
      await answering(`${this.driver}/status`);
    }
    return Page.open(this.driver, programs.app);
  }

  /** What the terminal program says of the window's library, one JSON value a line. */
  terminal(...words) {
    const ended = spawnSync(programs.cli, ['--json', ...words], { env: this.#env, encoding: 'utf8' });
    if (ended.status !== 0) throw new Error(`pothos-cli ${words.join(' ')}: ${ended.stderr}`);
    return ended.stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  async end() {
    for (const child of this.#children.reverse()) {
      if (child.exitCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    }
    // The window's own processes end a moment after the driver's.
    await rm(this.place, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits for a server that says nothing when it is ready. */
async function answering(address) {
  for (let left = 100; left > 0; left--) {
    try {
      await fetch(address);
      return;
    } catch {
      await new Promise((again) => setTimeout(again, 100));
    }
  }
  throw new Error(`Nothing answers at ${address}.`);
}
