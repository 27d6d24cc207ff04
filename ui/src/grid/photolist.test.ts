import { describe, expect, it } from 'vitest';
import { mergeOrder, PhotoList } from './photolist';

const DAY = 86_400_000;

function packed(photos: readonly { id: number; day: number; aspect?: number }[]): ArrayBuffer {
  const n = photos.length;
  const buffer = new ArrayBuffer(8 + 20 * n);
  new DataView(buffer).setUint32(0, n, true);
  photos.forEach((photo, i) => {
    new Float64Array(buffer, 8, n)[i] = photo.day * DAY;
    new Uint32Array(buffer, 8 + 8 * n, n)[i] = photo.id;
    new Float32Array(buffer, 8 + 12 * n, n)[i] = photo.aspect ?? 1.5;
    new Uint32Array(buffer, 8 + 16 * n, n)[i] = 1;
  });
  return buffer;
}

const added = (id: number, day: number) => ({
  id,
  day_ms: day * DAY,
  width: 300,
  height: 200,
  folder: 1,
  version: 0,
});
const ids = (list: PhotoList): number[] => [...list.id];

describe('a list of photos', () => {
  it('is read from the packed form', () => {
    const list = PhotoList.decode(
      packed([
        { id: 9, day: 5, aspect: 0.75 },
        { id: 4, day: 3 },
      ]),
    );
    expect([list.n, ids(list), [...list.aspect], list.dayMs[1]]).toEqual([2, [9, 4], [0.75, 1.5], 3 * DAY]);
  });

  it('refuses an answer that is cut off', () => {
    expect(() => PhotoList.decode(packed([{ id: 1, day: 1 }]).slice(0, 20))).toThrow(/not a whole list/);
    expect(() => PhotoList.decode(new ArrayBuffer(0))).toThrow(/not a whole list/);
  });

  it('gives a photo of impossible shape a shape that can be seen', () => {
    const list = PhotoList.decode(
      packed([NaN, 0, 5000, 0.001].map((aspect, i) => ({ id: i + 1, day: 1, aspect }))),
    );
    expect([...list.aspect].every((aspect) => aspect >= 0.19 && aspect <= 8)).toBe(true);
  });

  it('finds every photo by its id, and none that is not in it', () => {
    const photos = Array.from({ length: 5000 }, (_, i) => ({ id: i * 7 + 1, day: 5000 - i }));
    const list = PhotoList.decode(packed(photos));
    expect(photos.every((photo, i) => list.indexOf(photo.id) === i)).toBe(true);
    expect([0, 2, 35_000].map((id) => list.indexOf(id))).toEqual([-1, -1, -1]);
  });

  const base = [
    { id: 10, day: 9 },
    { id: 8, day: 5 },
    { id: 7, day: 5 },
    { id: 1, day: 2 },
  ];

  it.each([
    ['newest', base, [added(20, 7), added(21, 9), added(22, 1), added(23, 5)], [21, 10, 20, 23, 8, 7, 1, 22]],
    ['oldest', [...base].reverse(), [added(20, 7), added(2, 2), added(3, 99)], [1, 2, 7, 8, 20, 10, 3]],
    ['added', base, [added(20, 1), added(5, 100)], [20, 10, 8, 7, 5, 1]],
  ] as const)('puts new photos at their place when sorted by %s', (order, before, news, after) => {
    const list = PhotoList.decode(packed([...before]));
    expect(ids(list.merge([...news], order))).toEqual(after);
  });

  it('takes a photo once, however often it is told', () => {
    const list = PhotoList.decode(packed(base));
    const merged = list.merge([added(8, 5), added(20, 7), added(20, 7)], 'newest');
    expect(ids(merged)).toEqual([10, 20, 8, 7, 1]);
    expect(merged.merge([added(20, 7)], 'newest')).toBe(merged);
  });

  it('never goes back to an older version of the pixels', () => {
    const list = PhotoList.decode(packed(base));
    expect([list.setVersion(0, 5), list.setVersion(0, 4), list.version[0]]).toEqual([true, false, 5]);
  });

  it('leaves orders that only the library knows to the library', () => {
    expect([mergeOrder(undefined), mergeOrder('name'), mergeOrder('best')]).toEqual(['newest', null, null]);
  });
});
