/**
 * Photographs of the window for the README: `node tests/desktop/shots.mjs OUT [PHOTOS]`. Without a folder of photos it
 * draws its own. 1400 x 900, dark and light, English and Simplified Chinese.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, rename } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { by } from './client.mjs';
import { drop } from './drop.mjs';
import { movedToDisplay, programs, World } from './world.mjs';

const MIDDLE = { x: 700, y: 450 };
const ENTER = '\uE007';
const ESCAPE = '\uE00C';
const MODEL = 'gemma3:12b';
/** Enough for some screens of the grid. */
const DRAWN = '60';

const [out, given] = process.argv.slice(2).map((path) => resolve(path));

/** Stores settings as the page does; what is left out is standard. The window hears of it as it always does. */
async function settings(page, theme, language, server, more = {}) {
  const wanted = { theme, interfaceLanguage: language, wordLanguage: language, server, ...more };
  await page.run('return window.__TAURI_INTERNALS__.invoke("save_settings", { s: arguments[0] })', wanted);
  await page.until(
    `${theme} in ${language}`,
    'return document.documentElement.dataset.theme === arguments[0] && document.documentElement.lang === arguments[1]',
    theme,
    language,
  );
  await drawn(page);
}

/** Until every picture on the screen has been drawn. */
async function drawn(page) {
  await page.until(
    'the pictures',
    `const waiting = [...document.images].filter((image) => !image.complete && image.getClientRects().length > 0);
     for (const image of waiting) image.addEventListener('load', () => document.body.toggleAttribute('data-drawn'));
     return waiting.length === 0`,
  );
}

async function photograph(page, name) {
  await drawn(page);
  await page.photograph(join(out, `${name}.png`));
  console.log(join(out, `${name}.png`));
}

const finished = (page, count) =>
  page.until(
    `${count} finished batches`,
    'return document.querySelectorAll("[data-batch][data-state=finished]").length >= arguments[0]',
    count,
  );

/** Starts a batch over everything. */
async function analyse(page, name, tasks) {
  await page.run('return window.__TAURI_INTERNALS__.invoke("start_vision", { r: arguments[0] })', {
    scope: { scope: 'query', query: {} },
    name,
    server: null,
    model: null,
    protocol: null,
    tasks,
    maxTags: 10,
    maxCategories: 5,
    language: 'en',
    instruction: '',
    concurrency: null,
    separate: false,
    again: true,
  });
}

async function session(world, page) {
  const server = { url: world.stub, model: MODEL, protocol: 'ollama', concurrency: 4 };
  await page.get(by('main'));
  await settings(page, 'dark', 'en', server);
  await photograph(page, 'welcome');

  await drop(MIDDLE, [world.photos], () => photograph(page, 'drop'));
  await finished(page, 1);
  // Without days, so that one screen shows many.
  await page.click(by('button', /^Sort/));
  await page.click(by('menuitemradio', /Best/));
  await analyse(page, 'Norway, with tags', ['title', 'description', 'categories', 'tags']);
  await page.until('half a batch', 'return find(arguments[0]).length > 0', by('button', /^Pause: Norway/));
  await page.until(
    'an honest rate',
    'const bar = [...document.querySelectorAll("[data-batch]")].map(text).join(" "); return /photos?.s|s.photo/.test(bar)',
  );
  await page.click(by('gridcell', /./, by('grid', 'Photos')));
  await photograph(page, 'grid-running');
  await finished(page, 2);
  await photograph(page, 'grid-dark');

  await page.keys(ENTER);
  await page.get(by('button', 'Back to the grid'));
  await photograph(page, 'loupe-dark');
  await page.keys(ESCAPE);

  await page.click(by('button', 'All batches and failures'));
  await photograph(page, 'batches');
  await page.click(by('button', 'Fold the batches away'));

  await settings(page, 'light', 'zh-CN', server);
  await photograph(page, 'grid-light-zh');
  await settings(page, 'light', 'en', server);
  await photograph(page, 'grid-light');
  await settings(page, 'dark', 'zh-CN', server);
  await photograph(page, 'grid-dark-zh');

  await settings(page, 'dark', 'en', server, { reviewNew: true });
  await analyse(page, 'New words', ['tags']);
  await finished(page, 3);
  await page.click(by('button', /^To review/));
  await page.get(by('dialog', 'Words to review'));
  await page.until('the words', 'return document.querySelectorAll("dialog li").length > 3');
  await photograph(page, 'review');
}

async function main() {
  await mkdir(out, { recursive: true });
  const world = await World.create();
  let page;
  try {
    if (given) world.photos = given;
    else {
      const drawnTo = join(world.place, 'Trips');
      execFileSync(programs.draw, [drawnTo, '--count', DRAWN], { stdio: 'ignore' });
      await rename(drawnTo, join(world.photos, basename(drawnTo)));
      world.photos = join(world.photos, basename(drawnTo));
    }
    await world.server('--model', MODEL, '--pace', '400');
    page = await world.window();
    await session(world, page);
  } finally {
    await page?.close().catch(() => {});
    await world.end();
  }
}

if (!out) throw new Error('Say where the pictures go: node tests/desktop/shots.mjs OUT [PHOTOS]');
if (!movedToDisplay()) await main();
