/** What the made-up photos show: a drawing in SVG and the words a model would say about it. */
import { between, pick, seeded, type Random } from './random';

export interface Scene {
  readonly titles: readonly [string, ...string[]];
  readonly description: string;
  readonly tags: readonly string[];
  readonly categories: readonly string[];
  readonly colours: readonly string[];
  readonly draw: (random: Random, w: number, h: number) => string;
}

const gradient = (id: string, stops: readonly (readonly [number, string])[], across = false): string =>
  `<linearGradient id="${id}" x2="${across ? 1 : 0}" y2="${across ? 0 : 1}">${stops
    .map(([at, colour]) => `<stop offset="${at}" stop-color="${colour}"/>`)
    .join('')}</linearGradient>`;

const glow = (id: string, colour: string, strength = 1): string =>
  `<radialGradient id="${id}"><stop stop-color="${colour}" stop-opacity="${strength}"/><stop offset=".25" stop-color="${colour}" stop-opacity="${strength * 0.45}"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>`;

const fill = (id: string, w: number, y: number, h: number): string =>
  `<rect y="${y.toFixed(1)}" width="${w}" height="${h.toFixed(1)}" fill="url(#${id})"/>`;

/** A ridge line by midpoint displacement, closed at the foot. */
function ridge(random: Random, w: number, base: number, height: number, foot: number): string {
  let line = [base - between(random, 0, height), base - between(random, 0.2, 1) * height];
  for (let rough = height * 0.9; line.length < 60; rough *= 0.52) {
    const next: number[] = [];
    for (let i = 0; i < line.length - 1; i++) {
      const a = line[i] ?? 0;
      const b = line[i + 1] ?? 0;
      next.push(a, (a + b) / 2 + (random() - 0.5) * rough);
    }
    next.push(line.at(-1) ?? 0);
    line = next;
  }
  const step = w / (line.length - 1);
  return `M0 ${foot}${line.map((y, i) => `L${(i * step).toFixed(1)} ${y.toFixed(1)}`).join('')}L${w} ${foot}Z`;
}

const path = (d: string, colour: string, more = ''): string => `<path d="${d}" fill="${colour}" ${more}/>`;

function mountains(sky: readonly [string, string, string], layers: readonly string[], lake: boolean) {
  return (random: Random, w: number, h: number): string => {
    const horizon = h * (lake ? 0.62 : 1);
    const sunX = between(random, 0.15, 0.85) * w;
    let svg = `<defs>${gradient('s', [
      [0, sky[0]],
      [0.6, sky[1]],
      [1, sky[2]],
    ])}${glow('g', '#fff3d6')}</defs>${fill('s', w, 0, h)}`;
    svg += `<circle cx="${sunX.toFixed(0)}" cy="${(horizon * 0.72).toFixed(0)}" r="${h * 0.5}" fill="url(#g)" opacity=".8"/>`;
    let range = '';
    layers.forEach((colour, i) => {
      const part = (i + 1) / layers.length;
      range += path(
        ridge(random, w, horizon * (0.55 + 0.42 * part), h * (0.42 - 0.28 * part), horizon),
        colour,
      );
    });
    svg += range;
    if (lake) {
      svg += `<g transform="matrix(1 0 0 -.62 0 ${(horizon * 1.62).toFixed(1)})" opacity=".75">${range}</g>`;
      svg += `<rect y="${horizon}" width="${w}" height="${h - horizon}" fill="${sky[1]}" opacity=".28"/>`;
      for (let i = 0; i < 14; i++) {
        const y = horizon + (h - horizon) * random();
        svg += `<rect x="${(random() * w).toFixed(0)}" y="${y.toFixed(1)}" width="${between(random, 20, 90).toFixed(0)}" height=".7" fill="#fff" opacity=".14"/>`;
      }
    }
    return svg;
  };
}

function sea(sky: readonly [string, string, string], water: readonly [string, string], boat: boolean) {
  return (random: Random, w: number, h: number): string => {
    const horizon = h * between(random, 0.45, 0.62);
    const sunX = between(random, 0.2, 0.8) * w;
    const sunY = horizon - h * between(random, 0.05, 0.2);
    let svg = `<defs>${gradient('s', [
      [0, sky[0]],
      [0.55, sky[1]],
      [1, sky[2]],
    ])}${gradient('w', [
      [0, water[0]],
      [1, water[1]],
    ])}${glow('g', '#ffe9bd')}</defs>${fill('s', w, 0, horizon)}`;
    svg += `<circle cx="${sunX}" cy="${sunY}" r="${h * 0.55}" fill="url(#g)"/><circle cx="${sunX}" cy="${sunY}" r="${h * 0.045}" fill="#fff8e6"/>`;
    svg += fill('w', w, horizon, h - horizon);
    for (let i = 0; i < 70; i++) {
      const depth = random();
      const y = horizon + (h - horizon) * depth * depth;
      const near = 6 + 34 * depth;
      const x = sunX + (random() - 0.5) * w * (0.1 + 0.5 * depth);
      svg += `<rect x="${(x - near / 2).toFixed(0)}" y="${y.toFixed(1)}" width="${near.toFixed(0)}" height="${(0.5 + 1.3 * depth).toFixed(1)}" fill="#fff1d0" opacity="${(0.5 - 0.35 * depth).toFixed(2)}"/>`;
    }
    if (boat) {
      const x = between(random, 0.2, 0.7) * w;
      const y = horizon + h * 0.09;
      svg += `<path d="M${x} ${y}h${h * 0.2}l${-h * 0.03} ${h * 0.04}h${-h * 0.14}Z" fill="#2b2320"/><path d="M${x + h * 0.09} ${y - 2}v${-h * 0.24}l${h * 0.1} ${h * 0.23}Z" fill="#f2e6d4"/>`;
    }
    return svg;
  };
}

function forest(random: Random, w: number, h: number): string {
  const tone = pick(random, [
    ['#cfd8c9', '#8fa58c', '#1f2d22'],
    ['#e0cfae', '#b0925c', '#33240f'],
  ] as const);
  let svg = `<defs>${gradient('s', [
    [0, tone[0]],
    [1, tone[1]],
  ])}${glow('g', '#fffbe8')}</defs>${fill('s', w, 0, h)}<circle cx="${w * 0.55}" cy="${h * 0.3}" r="${h * 0.6}" fill="url(#g)"/>`;
  for (let layer = 0; layer < 4; layer++) {
    const count = 9 + layer * 2;
    for (let i = 0; i < count; i++) {
      const x = random() * w;
      const width = between(random, 1.5, 4) * (layer + 1);
      svg += `<path d="M${x.toFixed(0)} 0l${(width * 0.8).toFixed(1)} 0 ${(width * 0.2).toFixed(1)} ${h}h${(-width).toFixed(1)}Z" fill="${tone[2]}" opacity="${(0.12 + layer * 0.24).toFixed(2)}"/>`;
    }
  }
  return `${svg}<ellipse cx="${w / 2}" cy="${h * 1.05}" rx="${w * 0.8}" ry="${h * 0.2}" fill="${tone[2]}" opacity=".85"/>`;
}

function city(random: Random, w: number, h: number): string {
  const sky = pick(random, [
    ['#0d1530', '#3a3566', '#c4717a'],
    ['#0a1424', '#1d3556', '#4f86a8'],
  ] as const);
  let svg = `<defs>${gradient('s', [
    [0, sky[0]],
    [0.6, sky[1]],
    [1, sky[2]],
  ])}</defs>${fill('s', w, 0, h)}`;
  for (const [shade, tall] of [
    ['#2a2d4a', 0.62],
    ['#171a2e', 0.5],
    ['#0b0d18', 0.34],
  ] as const) {
    for (let x = -10; x < w;) {
      const width = between(random, 14, 34);
      const top = h - h * tall * between(random, 0.45, 1.1);
      svg += `<rect x="${x.toFixed(0)}" y="${top.toFixed(0)}" width="${width.toFixed(0)}" height="${h}" fill="${shade}"/>`;
      for (let y = top + 5; y < h; y += 7) {
        for (let wx = x + 3; wx < x + width - 4; wx += 6) {
          if (random() < 0.3) {
            svg += `<rect x="${wx.toFixed(0)}" y="${y.toFixed(0)}" width="2.6" height="3" fill="${random() < 0.8 ? '#ffd58a' : '#bfe0ff'}" opacity="${between(random, 0.4, 1).toFixed(1)}"/>`;
          }
        }
      }
      x += width + between(random, 0, 3);
    }
  }
  return svg;
}

function dunes(random: Random, w: number, h: number): string {
  let svg = `<defs>${gradient('s', [
    [0, '#5d8fb8'],
    [1, '#e8d6b8'],
  ])}${gradient('d', [
    [0, '#e2a869'],
    [1, '#9c5b2c'],
  ])}</defs>${fill('s', w, 0, h)}`;
  for (let i = 0; i < 5; i++) {
    const y = h * (0.42 + i * 0.12);
    const a = between(random, -0.14, 0.06) * h;
    const b = between(random, -0.1, 0.14) * h;
    const d = `M0 ${(y + b).toFixed(0)}C${(w * 0.3).toFixed(0)} ${(y + a).toFixed(0)} ${(w * 0.5).toFixed(0)} ${(y - a).toFixed(0)} ${w} ${(y - b).toFixed(0)}V${h}H0Z`;
    svg += path(d, 'url(#d)', `opacity="${0.75 + i * 0.05}"`);
    svg += `<path d="${d}" fill="#5b2e12" opacity="${0.05 + 0.09 * i}"/>`;
  }
  return svg;
}

function blossom(random: Random, w: number, h: number): string {
  const [petal, heart, back] = pick(random, [
    ['#f4a7bd', '#d9b13b', '#2f4a33'],
    ['#f2efe6', '#e6b53c', '#3d5a48'],
    ['#8b6fc4', '#f0d05a', '#33502f'],
    ['#e0533d', '#2a1a14', '#48603a'],
  ] as const);
  let svg = `<defs>${gradient('s', [
    [0, back],
    [1, '#14201a'],
  ])}<filter id="b"><feGaussianBlur stdDeviation="7"/></filter></defs>${fill('s', w, 0, h)}<g filter="url(#b)">`;
  for (let i = 0; i < 22; i++) {
    svg += `<circle cx="${(random() * w).toFixed(0)}" cy="${(random() * h).toFixed(0)}" r="${between(random, 8, 30).toFixed(0)}" fill="${random() < 0.5 ? petal : '#9fc28d'}" opacity=".3"/>`;
  }
  svg += '</g>';
  const x = w * between(random, 0.4, 0.6);
  const y = h * between(random, 0.42, 0.55);
  const r = Math.min(w, h) * 0.2;
  svg += `<path d="M${x} ${y}q${r * 0.2} ${h * 0.3} ${-r * 0.1} ${h}" stroke="#6f9a5a" stroke-width="4" fill="none"/>`;
  for (let i = 0; i < 9; i++) {
    svg += `<ellipse cx="${x}" cy="${y - r * 0.95}" rx="${r * 0.42}" ry="${r * 0.85}" fill="${petal}" opacity=".92" transform="rotate(${i * 40 + random() * 8} ${x} ${y})"/>`;
  }
  return `${svg}<circle cx="${x}" cy="${y}" r="${r * 0.42}" fill="${heart}"/>`;
}

function night(random: Random, w: number, h: number): string {
  let svg = `<defs>${gradient('s', [
    [0, '#050914'],
    [0.6, '#14284a'],
    [1, '#3d6a78'],
  ])}${glow('g', '#9fd6c4', 0.7)}</defs>${fill('s', w, 0, h)}`;
  if (random() < 0.6) {
    svg += `<ellipse cx="${w * random()}" cy="${h * 0.5}" rx="${w * 0.7}" ry="${h * 0.4}" fill="url(#g)" transform="rotate(-18 ${w / 2} ${h / 2})"/>`;
  }
  for (let i = 0; i < 150; i++) {
    svg += `<circle cx="${(random() * w).toFixed(0)}" cy="${(random() * h * 0.85).toFixed(0)}" r="${between(random, 0.2, 0.9).toFixed(1)}" fill="#fff" opacity="${between(random, 0.3, 1).toFixed(1)}"/>`;
  }
  return svg + path(ridge(random, w, h * 0.92, h * 0.2, h), '#04070c');
}

function table(random: Random, w: number, h: number): string {
  const wood = pick(random, ['#5a4232', '#3b3b3d', '#c9c2b6'] as const);
  let svg = `<defs>${gradient('s', [
    [0, wood],
    [1, '#221a14'],
  ])}</defs>${fill('s', w, 0, h)}`;
  const r = Math.min(w, h) * 0.36;
  const x = w * 0.5;
  const y = h * 0.52;
  svg += `<circle cx="${x + 4}" cy="${y + 6}" r="${r}" fill="#000" opacity=".3"/><circle cx="${x}" cy="${y}" r="${r}" fill="#ece7dd"/><circle cx="${x}" cy="${y}" r="${r * 0.74}" fill="#dcd5c7"/>`;
  for (let i = 0; i < 26; i++) {
    const angle = random() * 7;
    const far = random() * r * 0.55;
    svg += `<circle cx="${(x + Math.cos(angle) * far).toFixed(0)}" cy="${(y + Math.sin(angle) * far).toFixed(0)}" r="${between(random, 4, 13).toFixed(0)}" fill="${pick(random, ['#b5402e', '#6f8f3c', '#e0a53b', '#7a2f46', '#d9c27c'] as const)}"/>`;
  }
  return svg;
}

const MOUNTAIN_TAGS = ['mountain', 'landscape', 'snow', 'sky', 'ridge', 'wide view'];

export const SCENES: readonly [Scene, ...Scene[]] = [
  {
    titles: ['Lake at dawn', 'Still lake below the peaks', 'Morning on the fjord'],
    description:
      'A calm lake mirrors a chain of mountains. Low sun from behind the ridge warms the sky; the water in the foreground is dark and nearly still.',
    tags: ['lake', 'dawn', 'reflection', 'mountain', 'water', 'calm'],
    categories: ['landscape', 'mountain'],
    colours: ['#e8b98a', '#5b6f8a', '#2a3444'],
    draw: mountains(['#4a6a95', '#d9a986', '#f6dcb0'], ['#8a8fa8', '#5d6784', '#333d55', '#1c2434'], true),
  },
  {
    titles: ['Ridges in blue haze', 'Mountain range at noon', 'Above the valley'],
    description:
      'Several mountain ridges fade into blue haze one behind another under a clear sky. The nearest one is almost black.',
    tags: MOUNTAIN_TAGS,
    categories: ['landscape', 'mountain', 'outdoor'],
    colours: ['#9dbbd6', '#4f6f8f', '#1f2f40'],
    draw: mountains(
      ['#5f95c8', '#b3cfe4', '#eaf1f5'],
      ['#9fb6cb', '#7592ae', '#4c6b88', '#2c4560', '#152434'],
      false,
    ),
  },
  {
    titles: ['Sunset over the sea', 'Last light on the water', 'Evening at the coast'],
    description:
      'The sun stands just above the horizon and lays a band of light over a dark sea. The sky goes from violet to orange.',
    tags: ['sea', 'sunset', 'horizon', 'sun', 'evening', 'orange'],
    categories: ['sea', 'landscape'],
    colours: ['#f0a35e', '#7d4a63', '#22304a'],
    draw: sea(['#2b3563', '#b3637a', '#f7b66e'], ['#a8605e', '#1a2138'], false),
  },
  {
    titles: ['Sailing boat in the bay', 'A lone sail', 'Boat off the island'],
    description:
      'A small boat with a white sail crosses a wide bay. The light is soft, the water silver-blue with short waves.',
    tags: ['boat', 'sail', 'sea', 'bay', 'water', 'summer'],
    categories: ['sea', 'vehicle', 'leisure'],
    colours: ['#bcd6e2', '#4d86a3', '#f2e6d4'],
    draw: sea(['#6aa0c8', '#bcd8e6', '#f4ead2'], ['#79a9bd', '#1f4a63'], true),
  },
  {
    titles: ['Misty forest', 'Trees in morning fog', 'Path through the pines'],
    description:
      'Tall straight trunks stand in bright fog, the nearest ones dark, the far ones nearly white. Nobody is on the path.',
    tags: ['forest', 'fog', 'tree', 'morning', 'path', 'green'],
    categories: ['landscape', 'plant'],
    colours: ['#b9c7b4', '#5f7560', '#1f2d22'],
    draw: forest,
  },
  {
    titles: ['City lights at dusk', 'Skyline after sunset', 'Windows of the old town'],
    description:
      'Rows of buildings with lit windows stand in front of an evening sky. The lowest row is almost black.',
    tags: ['city', 'night', 'skyline', 'window', 'building', 'dusk'],
    categories: ['city', 'architecture'],
    colours: ['#3a3566', '#c4717a', '#ffd58a'],
    draw: city,
  },
  {
    titles: ['Dunes in afternoon light', 'Waves of sand', 'Desert crest'],
    description:
      'Smooth dunes cross the frame in long curves. The side to the sun is orange, the other brown; the sky is pale.',
    tags: ['desert', 'dune', 'sand', 'curve', 'warm', 'minimal'],
    categories: ['landscape'],
    colours: ['#e2a869', '#9c5b2c', '#8fb0c4'],
    draw: dunes,
  },
  {
    titles: ['Blossom, close up', 'Flower in the garden', 'Wild flower after rain'],
    description:
      'A single flower in sharp focus fills the middle of the frame; the background dissolves into soft green discs.',
    tags: ['flower', 'close-up', 'garden', 'petal', 'bokeh', 'spring'],
    categories: ['plant'],
    colours: ['#f4a7bd', '#2f4a33', '#d9b13b'],
    draw: blossom,
  },
  {
    titles: ['Stars over the ridge', 'Night sky in the north', 'Aurora and stars'],
    description:
      'A clear night sky full of stars with a faint green glow; a black mountain ridge closes the picture below.',
    tags: ['night', 'stars', 'sky', 'long exposure', 'aurora'],
    categories: ['landscape'],
    colours: ['#14284a', '#3d6a78', '#050914'],
    draw: night,
  },
  {
    titles: ['Lunch on a white plate', 'A salad from above', 'Dinner at the farm'],
    description:
      'A round white plate with small colourful pieces of food stands on a dark table, seen from above.',
    tags: ['food', 'plate', 'table', 'from above', 'vegetables'],
    categories: ['food', 'indoor'],
    colours: ['#ece7dd', '#b5402e', '#6f8f3c'],
    draw: table,
  },
  {
    titles: ['Mountains in black and white', 'Storm light', 'Grey peaks'],
    description:
      'A chain of peaks in black and white under a heavy, bright sky. Strong contrast between the snow and the rock.',
    tags: ['mountain', 'black and white', 'contrast', 'snow', 'storm'],
    categories: ['landscape', 'mountain', 'art'],
    colours: ['#d8d8d8', '#6b6b6b', '#141414'],
    draw: mountains(['#6e6e6e', '#c4c4c4', '#f0f0f0'], ['#b2b2b2', '#858585', '#4a4a4a', '#161616'], true),
  },
];

/** The picture as an address an <img> takes, `side` pixels at the longest. */
export function pictureUrl(scene: Scene, seed: number, aspect: number, side: number): string {
  const h = 200;
  const w = Math.round(h * aspect);
  const scale = side / Math.max(w, h);
  const drawing = scene.draw(seeded(seed), w, h);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(w * scale)}" height="${Math.round(h * scale)}" viewBox="0 0 ${w} ${h}" preserveAspectRatio="none">${drawing}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
