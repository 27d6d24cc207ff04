// Draws the program's icons from pothos.svg: `node icons/render.mjs`. Needs chromium; the results are committed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const svg = readFileSync(join(here, 'pothos.svg'), 'utf8');
const chromium = process.env.CHROMIUM ?? 'chromium';

function png(size) {
  const scratch = mkdtempSync(join(tmpdir(), 'icon-'));
  const page = join(scratch, 'page.html');
  const out = join(scratch, 'out.png');
  const style = `html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}`;
  writeFileSync(page, `<!doctype html><style>${style}</style>${svg}`);
  execFileSync(chromium, [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--default-background-color=00000000',
    `--window-size=${Math.max(size, 600)},${Math.max(size, 600)}`, `--screenshot=${out}`, `file://${page}`,
  ], { stdio: 'ignore' });
  execFileSync('convert', [out, '-crop', `${size}x${size}+0+0`, '+repage', '-strip', `PNG32:${out}`]);
  const bytes = readFileSync(out);
  rmSync(scratch, { recursive: true });
  return bytes;
}

/** Windows: a directory of PNGs. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, bytes }, index) => {
    const at = 6 + 16 * index;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(bytes.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...pictures.map(({ bytes }) => bytes)]);
}

/** macOS: tagged PNGs. */
function icns(pictures) {
  const tags = { 128: 'ic07', 256: 'ic08', 512: 'ic09' };
  const parts = pictures.map(({ size, bytes }) => {
    const head = Buffer.alloc(8);
    head.write(tags[size], 0, 'ascii');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'ascii');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

const sizes = [16, 32, 48, 128, 256, 512];
const pictures = sizes.map((size) => ({ size, bytes: png(size) }));
const of = (...wanted) => pictures.filter(({ size }) => wanted.includes(size));
for (const { size, bytes } of of(32, 128, 256, 512)) writeFileSync(join(here, `${size}x${size}.png`), bytes);
writeFileSync(join(here, 'icon.ico'), ico(of(16, 32, 48, 256)));
writeFileSync(join(here, 'icon.icns'), icns(of(128, 256, 512)));
