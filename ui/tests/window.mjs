/** The built page in a real browser, with the made-up library behind it. */
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const BROWSER = process.env.POTHOS_CHROMIUM ?? '/usr/bin/chromium';

/** Nothing here is timed: this only ends a test that hangs. */
const SLOW_MACHINE_MS = 90_000;

let server;
let browser;

before(async () => {
  if (!existsSync(join(DIST, 'index.html'))) throw new Error('Build the page first: npm run build');
  server = createServer((request, response) => {
    const name = new URL(request.url, 'http://localhost').pathname;
    const file = join(DIST, name === '/' ? 'index.html' : name);
    if (!file.startsWith(DIST) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
});

after(async () => {
  await browser?.close();
  await new Promise((resolve) => server?.close(resolve) ?? resolve());
});

/**
 * Opens the window, gives it to `check`, and closes it. Fails on any error the page reports.
 * `query` is the made-up library's, e.g. `photos=100000&theme=dark`.
 */
export async function inWindow(query, check, { width = 1400, height = 900 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: 'dark' });
  const page = await context.newPage();
  page.setDefaultTimeout(SLOW_MACHINE_MS);
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A browser asks for an icon by itself.
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
      errors.push(message.text());
  });
  try {
    await page.goto(`http://127.0.0.1:${server.address().port}/?${query}`);
    await page.waitForFunction(() => window.pothos?.app.library.ready && !window.pothos.app.library.loading);
    await frames(page);
    await check(page);
    if (errors.length > 0) throw new Error(`The page reported: ${errors.join('; ')}`);
  } finally {
    await context.close();
  }
}

/** Lets the page draw what it has to. */
export async function frames(page, count = 3) {
  await page.evaluate(async (n) => {
    for (let i = 0; i < n; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, count);
}

/** Lets `times` seconds of the made-up library's time pass. */
export async function tick(page, times = 1) {
  await page.evaluate((n) => window.pothos.transport.tick(n), times);
  await frames(page);
}

/** Names of the calls made since the last time this was asked. */
export function newCalls(page) {
  return page.evaluate(() => window.pothos.transport.calls.splice(0));
}

/** The photo at the top of the screen, and how far below the screen's top it begins. */
export function topPhoto(page) {
  return page.evaluate(() => {
    const grid = document.querySelector('[role=grid]').getBoundingClientRect();
    const tiles = [...document.querySelectorAll('.tile')]
      .map((tile) => ({ id: tile.id, box: tile.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.bottom > grid.top + 1);
    tiles.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left);
    return tiles[0] ? { id: tiles[0].id, top: Math.round(tiles[0].box.top - grid.top) } : null;
  });
}
