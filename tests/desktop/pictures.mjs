/** Pictures made in code: small PNG landscapes, each different, with a capture time. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const WIDTH = 480;
const HEIGHT = 320;

/** Sky over a line of hills; `seed` moves the hills and turns the colours. */
function pixels(seed) {
  const rows = Buffer.alloc((WIDTH * 3 + 1) * HEIGHT);
  const hue = (part) => 110 + 90 * Math.sin(seed * 1.7 + part * 2.1);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const hill = HEIGHT * (0.55 + 0.18 * Math.sin(x / 70 + seed) + 0.07 * Math.sin(x / 23 + seed * 3));
      const at = y * (WIDTH * 3 + 1) + 1 + x * 3;
      for (let part = 0; part < 3; part++) {
        const light = y < hill ? 60 + (y / HEIGHT) * 120 : 20 + (y / HEIGHT) * 40;
        rows[at + part] = Math.max(0, Math.min(255, (hue(part) + light) / (y < hill ? 1.3 : 2.6)));
      }
    }
  }
  return rows;
}

function chunk(type, body) {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(checksum(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}

/** zlib's own where this Node has it. */
function checksum(bytes) {
  if (crc32) return crc32(bytes);
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** EXIF with the one field that places a photo on the timeline. */
function exif(taken) {
  const text = Buffer.from(`${taken}\0`, 'latin1');
  const out = Buffer.alloc(44 + text.length);
  out.write('II*\0', 0, 'latin1');
  out.writeUInt32LE(8, 4);
  // IFD0 with a pointer to the Exif IFD at 26, which holds DateTimeOriginal with its text at 44.
  for (const [at, tag, type, count, value] of [
    [8, 0x8769, 4, 1, 26],
    [26, 0x9003, 2, text.length, 44],
  ]) {
    out.writeUInt16LE(1, at);
    out.writeUInt16LE(tag, at + 2);
    out.writeUInt16LE(type, at + 4);
    out.writeUInt32LE(count, at + 6);
    out.writeUInt32LE(value, at + 10);
  }
  text.copy(out, 44);
  return out;
}

export function picture(seed, taken = `2025:0${1 + (seed % 9)}:1${seed % 9} 0${seed % 9}:30:00`) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('eXIf', exif(taken)),
    chunk('IDAT', deflateSync(pixels(seed))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Writes pictures under these names; a name may hold folders. Bytes are written as they are given. */
export async function write(folder, files) {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
