import { describe, expect, it } from 'vitest';
import { LIMIT, ScrollSpace } from './scrollspace';

function spaceOf(total: number, viewport = 800): ScrollSpace {
  const space = new ScrollSpace();
  space.resize(total, viewport);
  return space;
}

describe('the scroll space', () => {
  it('is the element itself while it is small', () => {
    const space = spaceOf(5000);
    expect([space.height, space.go(1234), space.base, space.settle(4200)]).toEqual([5000, 1234, 0, null]);
  });

  it('never makes the element higher than engines can bear', () => {
    expect(spaceOf(120_000_000).height).toBe(LIMIT);
  });

  it.each([0, 1, 999_999, 16_800_000, 60_000_000, 119_999_200])('reaches position %i exactly', (position) => {
    const space = spaceOf(120_000_000);
    const top = space.go(position);
    expect(space.position(top)).toBe(position);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThanOrEqual(LIMIT - 800);
  });

  it('goes no further than the ends', () => {
    const space = spaceOf(120_000_000);
    expect(space.position(space.go(1e12))).toBe(120_000_000 - 800);
    expect(space.position(space.go(-5))).toBe(0);
  });

  it('can be wheeled through from the first pixel to the last without a jump', () => {
    const space = spaceOf(12_000_000);
    let top = space.go(0);
    let position = 0;
    let moved = 0;
    for (let step = 0; step < 20_000 && position < space.most; step++) {
      top = Math.min(space.height - 800, top + 1200);
      const expected = Math.min(space.most, position + 1200);
      const settled = space.settle(top);
      if (settled !== null) {
        top = settled;
        moved++;
      }
      position = space.position(top);
      expect(position).toBe(expected);
    }
    expect(position).toBe(space.most);
    expect(moved, 'the window onto the space moves seldom').toBeLessThan(20);
  });

  it('and back', () => {
    const space = spaceOf(12_000_000);
    let top = space.go(space.most);
    let position = space.most;
    for (let step = 0; step < 20_000 && position > 0; step++) {
      top = Math.max(0, top - 1200);
      const settled = space.settle(top);
      if (settled !== null) top = settled;
      position = space.position(top);
    }
    expect(position).toBe(0);
  });

  it('keeps the position when photos are added, and gives way when they are gone', () => {
    const space = spaceOf(30_000_000);
    const top = space.go(20_000_000);
    space.resize(30_004_000, 800);
    expect(space.position(top)).toBe(20_000_000);
    space.resize(1000, 800);
    expect([space.base, space.height]).toEqual([0, 1000]);
  });
});
