/** The made-up photos: each one follows from its id; only what was changed is stored. */
import type { ExifRow } from '../generated/ExifRow';
import type { FolderView } from '../generated/FolderView';
import type { PhotoView } from '../generated/PhotoView';
import type { TileView } from '../generated/TileView';
import type { WordView } from '../generated/WordView';
import { between, pick, seeded } from './random';
import { SCENES, type Scene } from './scenes';

const DAY = 86_400_000;
/** The newest made-up photo: a fixed evening, so that screenshots do not depend on the day they are made. */
const NEWEST = Date.UTC(2026, 8, 27, 19, 40);
const SHOOTS = [18, 7, 31, 12, 44, 5, 23, 9, 3, 27] as const;
const ASPECTS = [1.5, 1.5, 1.5, 0.6667, 1.3333, 1.7778, 0.8, 1, 2.4] as const;
const PLACES = [
  ['Norway 2026', 'Balestrand, Vestland, Norway', 61.2101, 6.5312],
  ['Lofoten', 'Reine, Nordland, Norway', 67.9324, 13.0889],
  ['Garden', 'Ghent, East Flanders, Belgium', 51.0543, 3.7174],
  ['Lisbon', 'Lisbon, Portugal', 38.7223, -9.1393],
  ['Sahara', 'Merzouga, Drâa-Tafilalet, Morocco', 31.0802, -4.0134],
  ['Family', '', 0, 0],
] as const;
/** Made once: making one takes a browser several milliseconds. */
const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const CAMERAS = ['NIKON Z 8', 'FUJIFILM X-T5', 'Canon EOS R6', 'iPhone 15 Pro'] as const;

export interface Change {
  rating?: number;
  words?: WordView[];
  version?: number;
  state?: 'new' | 'ready' | 'failed';
}

export class MadePhotos {
  readonly ids: number[] = [];
  readonly #changes = new Map<number, Change>();
  readonly #days = new Map<number, number>();
  #lastDay = NEWEST + DAY;

  constructor(count: number) {
    const random = seeded(7);
    let day = NEWEST;
    let left = 0;
    let shoot = 0;
    for (let id = 1; id <= count; id++) {
      if (left === 0) {
        left = (SHOOTS[shoot % SHOOTS.length] ?? 9) * Math.max(1, Math.ceil(count / 250_000));
        shoot++;
        // A large library is a busy life, not one of thousands of years.
        const gap = Math.ceil(between(random, 1, 26) / Math.max(1, count / 20_000));
        day = Math.floor((day - gap * DAY) / DAY) * DAY + 19 * 3_600_000;
      }
      day -= between(random, 20_000, 700_000);
      left--;
      this.ids.push(id);
      this.#days.set(id, Math.round(day));
    }
  }

  /** New photos of today, without pixels yet. */
  add(count: number): number[] {
    const fresh: number[] = [];
    for (let i = 0; i < count; i++) {
      const id = this.ids.length + 1;
      this.ids.push(id);
      this.#lastDay += 41_000;
      this.#days.set(id, this.#lastDay);
      this.#changes.set(id, { state: 'new', version: 0 });
      fresh.push(id);
    }
    return fresh;
  }

  change(id: number, change: Change): void {
    this.#changes.set(id, { ...this.#changes.get(id), ...change });
  }

  dayMs(id: number): number {
    return this.#days.get(id) ?? 0;
  }

  aspect(id: number): number {
    return pick(seeded(id * 31), ASPECTS);
  }

  version(id: number): number {
    return this.#changes.get(id)?.version ?? (this.state(id) === 'failed' ? 0 : 1);
  }

  state(id: number): 'new' | 'ready' | 'failed' {
    return this.#changes.get(id)?.state ?? (id % 97 === 40 ? 'failed' : 'ready');
  }

  rating(id: number): number {
    const made = id % 11 === 3 ? 5 : id % 7 === 2 ? 4 : id % 5 === 1 ? 3 : 0;
    return this.#changes.get(id)?.rating ?? made;
  }

  scene(id: number): Scene {
    return SCENES[(Math.floor(id / 6) * 7 + (id % 3)) % SCENES.length] ?? SCENES[0];
  }

  folder(id: number): number {
    return 2 + (Math.floor(id / 40) % PLACES.length);
  }

  /** Of each fifty photos one pair of RAW and JPEG, neighbours. */
  half(id: number): 'raw' | 'developed' | null {
    return id % 50 === 9 ? 'raw' : id % 50 === 10 ? 'developed' : null;
  }

  name(id: number): string {
    if (this.half(id) === 'raw') return `DSC_${String(413 + id).padStart(4, '0')}.nef`;
    return `DSC_${String(412 + id).padStart(4, '0')}.${id % 13 === 5 ? 'tif' : 'jpg'}`;
  }

  camera(id: number): string {
    return CAMERAS[this.folder(id) % CAMERAS.length] ?? CAMERAS[0];
  }

  words(id: number): WordView[] {
    const changed = this.#changes.get(id)?.words;
    if (changed) return changed;
    if (this.state(id) !== 'ready') return [];
    const day = new Date(this.dayMs(id));
    const place = PLACES[this.folder(id) - 2];
    const month = MONTH.format(day);
    const words = [
      word(id, 0, 'title', place?.[1] ? `${place[0]}, ${month}` : month, 'basic'),
      word(id, 1, 'tag', season(day.getUTCMonth()), 'basic'),
      word(id, 2, 'tag', this.aspect(id) < 1 ? 'portrait format' : 'landscape format', 'basic'),
    ];
    if (id % 4 === 1) words.push(word(id, 3, 'tag', (place?.[0] ?? 'Family').toLowerCase(), 'file'));
    if (id % 3 !== 0) words.push(...this.modelWords(id, 1));
    return words;
  }

  /** What the made-up model says about the photo. */
  modelWords(id: number, batch: number): WordView[] {
    const scene = this.scene(id);
    const title = scene.titles[id % scene.titles.length] ?? scene.titles[0];
    const said = [
      word(id, 10, 'title', title, 'model'),
      word(id, 11, 'description', scene.description, 'model'),
      ...scene.categories.map((text, i) => word(id, 20 + i, 'category', text, 'model')),
      ...scene.tags.map((text, i) => word(id, 30 + i, 'tag', text, 'model')),
    ];
    const stamp = {
      server: 'http://127.0.0.1:11434',
      model: 'qwen3-vl:8b',
      preset: 'built-in',
      presetVersion: 1,
      batch,
      similarTo: null,
    };
    return said.map((one) => ({ ...one, stamp }));
  }

  tile(id: number): TileView {
    const state = this.state(id);
    const words = this.words(id);
    return {
      id,
      version: this.version(id),
      width: Math.round(4000 * Math.min(1, this.aspect(id))),
      height: Math.round(4000 / Math.max(1, this.aspect(id))),
      name: this.name(id),
      title: titleOf(words),
      rating: this.rating(id),
      state,
      errorCode: state === 'failed' ? errorOf(id) : null,
      hasModelWords: words.some((one) => one.source === 'model' && !one.accepted),
      incomplete: false,
      half: this.half(id),
    };
  }

  view(id: number): PhotoView {
    const tile = this.tile(id);
    const place = PLACES[this.folder(id) - 2];
    const words = this.words(id);
    const random = seeded(id * 97);
    const ready = tile.state === 'ready';
    const figure = (): number => Math.round(between(random, 45, 98));
    const run = words.find((one) => one.stamp !== null)?.stamp;
    return {
      ...tile,
      waiting: [],
      folder: this.folder(id),
      path: `/home/ada/Pictures/${place?.[0] ?? 'Family'}/${tile.name}`,
      format: tile.name.endsWith('tif') ? 'tiff' : 'jpeg',
      bytes: Math.round(between(random, 4e6, 19e6)),
      error:
        tile.errorCode === null
          ? null
          : { code: tile.errorCode, message: `${tile.name} ends in the middle of the picture.` },
      taken: `${new Date(this.dayMs(id)).toISOString().slice(0, 19)}+02:00`,
      addedMs: NEWEST,
      description: words.find((one) => one.kind === 'description')?.text ?? '',
      words,
      quality: ready
        ? {
            score: figure(),
            sharpness: figure(),
            exposure: figure(),
            contrast: figure(),
            colourfulness: figure(),
            noise: Math.round(between(random, 3, 40)),
            reasons: id % 3 === 0 ? ['clipped_highlights'] : ['sharp'],
          }
        : null,
      colours: ready ? this.scene(id).colours.map((hex, i) => ({ hex, percent: 52 - i * 17 })) : [],
      exif: ready ? this.#exif(id) : [],
      place: place?.[1]
        ? { latitude: place[2], longitude: place[3], text: place[1], near: null, nearKm: 0 }
        : null,
      contentHash: ready ? seededHex(id, 64) : null,
      missingPercent: null,
      pair:
        tile.half === null
          ? null
          : tile.half === 'raw'
            ? { id: id + 1, name: this.name(id + 1) }
            : { id: id - 1, name: this.name(id - 1) },
      perceptualHash: ready ? seededHex(id + 5, 16) : null,
      runs: run
        ? [
            {
              batch: run.batch,
              server: run.server,
              model: run.model,
              durationMs: 4812,
              promptTokens: 1286,
              answerTokens: 171,
              attempts: 1,
              repairs: [],
              rawReply: JSON.stringify({ title: tile.title, tags: this.scene(id).tags }, null, 2),
              createdMs: NEWEST,
            },
          ]
        : [],
    };
  }

  folders(): FolderView[] {
    const counts = new Map<number, number>();
    for (const id of this.ids) counts.set(this.folder(id), (counts.get(this.folder(id)) ?? 0) + 1);
    const top = {
      id: 1,
      parent: null,
      name: 'Pictures',
      path: '/home/ada/Pictures',
      photos: this.ids.length,
    };
    if (this.ids.length === 0) return [];
    return [
      top,
      ...PLACES.map(([name], i) => ({
        id: 2 + i,
        parent: i === 1 ? 2 : 1,
        name,
        path: `/home/ada/Pictures/${name}`,
        photos: (counts.get(2 + i) ?? 0) + (i === 0 ? (counts.get(3) ?? 0) : 0),
      })),
    ];
  }

  #exif(id: number): ExifRow[] {
    const random = seeded(id * 13);
    return [
      { label: 'camera', value: this.camera(id) },
      { label: 'lens', value: '24-70 mm f/2.8' },
      { label: 'shutter', value: pick(random, ['1/250 s', '1/60 s', '1/1000 s', '2 s'] as const) },
      { label: 'aperture', value: pick(random, ['f/2.8', 'f/8', 'f/11'] as const) },
      { label: 'iso', value: pick(random, ['100', '400', '1600'] as const) },
      { label: 'focal', value: pick(random, ['24 mm', '35 mm', '70 mm'] as const) },
    ];
  }
}

/** The title shown: the user's, then the file's, a model's, the basic one. */
export function titleOf(words: readonly WordView[]): string {
  for (const source of ['human', 'file', 'model', 'basic']) {
    const found = words.find((one) => one.kind === 'title' && one.source === source);
    if (found) return found.text;
  }
  return '';
}

export function word(photo: number, index: number, kind: string, text: string, source: string): WordView {
  return {
    id: photo * 100 + index,
    names: [],
    kind,
    text,
    source,
    stamp: null,
    createdMs: NEWEST,
    accepted: false,
    because: null,
  };
}

function errorOf(id: number): string {
  return id % 2 === 0 ? 'truncated' : 'needs_heic';
}

function season(month: number): string {
  return month < 2 || month > 10 ? 'winter' : month < 5 ? 'spring' : month < 8 ? 'summer' : 'autumn';
}

function seededHex(seed: number, digits: number): string {
  const random = seeded(seed);
  let hex = '';
  while (hex.length < digits) hex += Math.floor(random() * 16).toString(16);
  return hex;
}
