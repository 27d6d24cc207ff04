import { describe, expect, it } from 'vitest';
import { fitScale, keepInside, wheelScale, zoomAt } from './zoom';

const stage = { width: 1000, height: 600 };
const picture = { width: 4000, height: 3000 };

describe('the loupe', () => {
  it('fits the whole picture', () => {
    expect(fitScale(stage, picture, 1)).toBe(0.2);
  });

  it('does not blow a small picture up', () => {
    expect(fitScale(stage, { width: 100, height: 80 }, 1)).toBe(1);
    expect(fitScale(stage, { width: 100, height: 80 }, 2)).toBe(0.5);
  });

  it('keeps the spot under the pointer when it zooms', () => {
    const before = { scale: 0.2, x: 0, y: 0 };
    const [px, py] = [300, 100];
    const after = zoomAt(before, 1, px, py, stage, picture);
    const spot = (pose: typeof before) => [(px - pose.x) / pose.scale, (py - pose.y) / pose.scale];
    expect(spot(after)[0]).toBeCloseTo(spot(before)[0] ?? NaN);
    expect(spot(after)[1]).toBeCloseTo(spot(before)[1] ?? NaN);
  });

  it('never shows more surround than it must', () => {
    expect(keepInside({ scale: 1, x: 9999, y: -9999 }, stage, picture)).toEqual({
      scale: 1,
      x: 1500,
      y: -1200,
    });
    expect(keepInside({ scale: 0.2, x: 50, y: 50 }, stage, picture)).toEqual({ scale: 0.2, x: 0, y: 0 });
  });

  it('zooms by the wheel between the whole picture and eightfold', () => {
    expect(wheelScale(0.2, 5000, 0.2, 1)).toBe(0.2);
    expect(wheelScale(7, -5000, 0.2, 1)).toBe(8);
    expect(wheelScale(1, -100, 0.2, 1)).toBeGreaterThan(1);
  });
});
