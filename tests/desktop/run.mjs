/**
 * The real window, driven as a photographer drives it: files are dropped by a real drag, words are read in the
 * inspector, a model server is set up and asked, a batch is cancelled and gone on with.
 * `POTHOS_SHOTS=DIR` keeps photographs of the screens.
 */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { by } from './client.mjs';
import { drop } from './drop.mjs';
import { picture, write } from './pictures.mjs';
import { movedToDisplay, World } from './world.mjs';

const MODEL = 'sees-all';
const MIDDLE = { x: 700, y: 450 };
const SHOTS = process.env.POTHOS_SHOTS;
const ESCAPE = '\uE00C';

const bar = (name) => by('listitem', name, by('region', 'Batches'));
const tile = by('gridcell', /./, by('grid', 'Photos'));

let world;
let page;

async function photograph(name) {
  if (SHOTS) await page.photograph(join(SHOTS, `${name}.png`));
}

/** Waits until the window has heard that the batch ended; gives what its bar says. Nothing is asked meanwhile. */
async function ended(name, expected) {
  return page.until(
    `the end of ${name} with ${expected}`,
    `const wanted = new RegExp(arguments[1]);
     return find(arguments[0]).filter((node) => node.dataset.state === 'finished')
       .map(text).find((said) => wanted.test(said))`,
    bar(name),
    expected.source,
  );
}

/** Notes from now on which commands the page sends; they leave it as requests to the shell. */
function listen() {
  return page.run(`
    const send = window.fetch;
    window.sentCommands = [];
    window.fetch = (...request) => {
      const address = String(request[0]?.url ?? request[0]);
      if (address.startsWith('ipc:')) window.sentCommands.push(address.split('/').at(-1));
      return send.apply(window, request);
    };`);
}

/** The commands that the page has sent since the last call. */
function asked() {
  return page.run('return window.sentCommands.splice(0)');
}

async function startAnalysis() {
  await page.click(by('button', /^Analyse…$/));
  await page.click(by('radio', 'The whole library'));
}

if (!movedToDisplay()) {
  before(async () => {
    if (SHOTS) await mkdir(SHOTS, { recursive: true });
    world = await World.create();
    const files = { 'notes about light.txt': 'not a picture', 'broken.png': picture(50).subarray(0, 60) };
    for (let number = 1; number <= 10; number++) files[`trip/IMG_${String(number).padStart(4, '0')}.png`] = picture(number);
    files['照片 🌲/été à Æbeltoft.png'] = picture(31);
    files['trip/._IMG_0001.png'] = 'a companion, not a photo';
    await write(world.photos, files);
    await world.server('--model', MODEL, '--pace', '100');
    page = await world.window();
    await page.get(by('main'));
    await listen();
  });

  after(async () => {
    await page?.close().catch(() => {});
    await world?.end();
  });

  test('an empty library says what to do', async () => {
    assert.match(await page.text(by('heading', /Drop a folder/)), /titled, tagged and scored/);
    await photograph('1-welcome');
  });

  test('a dropped folder becomes photos, and its end is pushed', async () => {
    let overlay = '';
    await drop(MIDDLE, [world.photos], async () => {
      overlay = await page.text(by('status', /Drop to add/));
      await photograph('2-dragging');
    });
    assert.match(overlay, /Drop to add this folder/, 'the overlay says what letting go will do');
    const said = await ended('Photos of 2025', /photos added/);
    assert.match(said, /11 photos added/);
    assert.match(said, /1 failed/, 'the picture of which nothing is there is told');
    assert.match(said, /1 is not a picture/, 'the text file is told');
    await page.get(tile);
    await photograph('3-grid');
  });

  test('dropping the same folder again adds nothing and says so', async () => {
    await drop(MIDDLE, [world.photos]);
    await page.until('the notice', 'return document.body.innerText.includes("already in the library")');
    assert.equal(world.terminal('stats')[0].photos, 12, 'eleven photos and the broken one');
  });

  test('a photo shows words from facts, each saying who wrote it', async () => {
    await page.click(by('gridcell', /IMG_0003/, by('grid', 'Photos')));
    const tags = by('button', /from facts/, by('region', 'Tags'));
    await page.get(tags);
    const names = await page.names(tags);
    assert.ok(names.length > 0, `basic tags: ${names}`);
    await photograph('4-inspector');
  });

  test('a model server is set up and tested', async () => {
    await page.click(by('button', /^More$/));
    await page.click(by('menuitem', 'Settings'));
    await page.fill(by('textbox', 'Address of a new server'), world.stub);
    await page.click(by('button', 'Add a server'));
    await page.click(by('button', 'Test'));
    await page.until('the report', 'return document.body.innerText.includes(arguments[0])', 'Not ready yet');
    await page.until(
      'the model in the list',
      `const list = find(arguments[0])[0];
       const choice = list && [...list.options].find((option) => option.value === arguments[1]);
       if (!choice) return false;
       list.value = choice.value; list.dispatchEvent(new Event('change', { bubbles: true })); return true`,
      by('combobox', 'Model'),
      MODEL,
    );
    await page.click(by('button', 'Test'));
    await page.until('a good report', 'return document.body.innerText.includes(arguments[0])', 'Ready: photos can be');
    await photograph('5-settings');
    await page.keys(ESCAPE);
  });

  test('a model tags every photo while the page asks for nothing by itself', async () => {
    await startAnalysis();
    await photograph('6-analyse');
    await page.click(by('button', 'Start'));
    await page.get(bar(MODEL));
    await asked();
    const said = await ended(MODEL, /photos tagged/);
    assert.match(said, /11 photos tagged/);
    const sent = await asked();
    // The photo in the inspector is read anew when it changed; what the batch does is only ever told.
    assert.deepEqual([...new Set(sent)].filter((command) => command !== 'photo'), [], 'all else was pushed');
    const chip = by('button', new RegExp(`by ${MODEL}`), by('region', 'Tags'));
    await page.get(chip);
    await photograph('7-tagged');
  });

  test('a second batch is cancelled within a second and gone on with', async () => {
    await world.tell('pace', 2000);
    await startAnalysis();
    await page.click(by('button', 'More', by('dialog')));
    await page.click(by('switch', /already analysed this way/));
    await page.fill(by('textbox', 'Name'), 'Second look');
    await page.click(by('button', 'Start'));
    const cancel = by('button', 'Cancel: Second look');
    await page.get(cancel);
    await photograph('8-running');
    const began = Date.now();
    await page.click(cancel);
    const said = await ended('Second look', /cancelled/);
    const took = Date.now() - began;
    assert.match(said, /cancelled with \d+ left/);
    assert.ok(took < 1500, `cancelling took ${took} ms, the driver's own time included`);

    await world.tell('pace', 0);
    await page.click(by('button', 'All batches and failures'));
    await page.click(by('button', /Second look/, by('navigation', 'Batches')));
    await photograph('9-batches');
    await page.click(by('button', 'Go on with the rest'));
    const again = await ended('Second look', /11 photos tagged/);
    assert.match(again, /11 photos tagged/);
    await photograph('10-done');
  });

  test('the terminal sees the same library', () => {
    const batches = world.terminal('batches');
    const second = batches.find((batch) => batch.name === 'Second look');
    assert.equal(second.done, 11);
    assert.equal(second.outcome, 'completed');
  });
}
