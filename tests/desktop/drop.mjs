/** A real drag and drop by the X server's own protocol: button down, moves, button up, as a hand does it. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('drag-source.py', import.meta.url));
/** Where the drag source stands, and where a drag surely begins. */
const START = { x: 30, y: 30 };
const TRIES = 3;
const LONGEST_STEP = 8_000;

const run = promisify(execFile);
/** Pauses belong to the movement: a hand is slower than the X server. */
const xdo = (...words) => run('xdotool', words.map(String));

/** What the source said, each word once, awaited rather than looked for. */
class Words {
  #said = new Set();
  #waiting = new Map();

  constructor(stream) {
    createInterface({ input: stream }).on('line', (line) => {
      const word = line.trim();
      this.#said.add(word);
      this.#waiting.get(word)?.();
    });
  }

  has(word) {
    return this.#said.has(word);
  }

  /** Whether the word came in time. */
  async heard(word) {
    if (this.#said.has(word)) return true;
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), LONGEST_STEP);
      this.#waiting.set(word, () => {
        clearTimeout(late);
        resolve(true);
      });
    });
  }
}

/**
 * Drags `paths` to the window's point and lets go; `held` runs while they are held over it.
 * @param {{ x: number, y: number }} target in screen pixels
 */
export async function drop(target, paths, held = async () => {}) {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    if (await tryOnce(target, paths, held)) return;
  }
  throw new Error(`The drag did not arrive in ${TRIES} tries.`);
}

async function tryOnce(target, paths, held) {
  const source = spawn('/usr/bin/python3', [SOURCE, ...paths], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(source, 'exit');
  const words = new Words(source.stdout);
  try {
    if (!(await words.heard('ready'))) return false;
    await xdo('mousemove', START.x, START.y, 'sleep', 0.1, 'mousedown', 1, 'sleep', 0.1);
    for (let step = 1; step <= 6; step++) {
      await xdo('mousemove', START.x + step * 6, START.y + step * 6, 'sleep', 0.03);
    }
    if (!(await words.heard('drag-begin'))) return false;
    for (let step = 1; step <= 8; step++) {
      const along = (from, to) => Math.round(from + ((to - from) * step) / 8);
      await xdo('mousemove', along(START.x + 36, target.x), along(START.y + 36, target.y), 'sleep', 0.05);
    }
    await xdo('mousemove', target.x + 1, target.y, 'sleep', 0.1);
    if (await words.heard('data-get')) await held();
    await xdo('mouseup', 1);
    return (await words.heard('drag-end')) && !words.has('drag-failed');
  } finally {
    await xdo('mouseup', 1);
    source.kill();
    await ended;
  }
}
