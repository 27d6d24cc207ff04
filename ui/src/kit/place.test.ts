import { expect, test } from 'vitest';
import { place } from './place';

const WINDOW = { width: 1000, height: 700 };
const anchor = (left: number, top: number) => ({ left, top, right: left + 100, bottom: top + 20 });

test.each([
  ['below its anchor', anchor(200, 100), { width: 150, height: 200 }, 'start', { left: 200, top: 124 }],
  [
    'above it near the foot of the window',
    anchor(200, 650),
    { width: 150, height: 200 },
    'start',
    { left: 200, top: 446 },
  ],
  ['not over the right edge', anchor(950, 100), { width: 150, height: 50 }, 'start', { left: 842, top: 124 }],
  [
    'with its right side at the anchor',
    anchor(400, 100),
    { width: 150, height: 50 },
    'end',
    { left: 350, top: 124 },
  ],
  ['not over the left edge', anchor(0, 100), { width: 300, height: 50 }, 'end', { left: 8, top: 124 }],
  [
    'whole, when it fits neither above nor below',
    anchor(200, 300),
    { width: 150, height: 640 },
    'start',
    { left: 200, top: 52 },
  ],
] as const)('a box goes %s', (_, at, box, align, expected) => {
  expect(place(at, box, WINDOW, align)).toEqual(expected);
});
