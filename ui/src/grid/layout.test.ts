import { describe, expect, it } from 'vitest';
import { GAP, HEADING, layOut, neighbour, rowAt, rowEdges, rowOf } from './layout';
import { marks, spaced } from './marks';
import { PhotoList } from './photolist';

const DAY = 86_400_000;

/** Photos of one aspect after another; `perDay` of them a day, the newest first. */
function listOf(n: number, perDay = n, aspects: readonly number[] = [1.5, 0.67, 1.33, 1.78, 1]): PhotoList {
  const list = PhotoList.ofSize(n);
  for (let i = 0; i < n; i++) {
    list.id[i] = n - i;
    list.aspect[i] = aspects[i % aspects.length] ?? 1;
    list.dayMs[i] = Date.UTC(2026, 5, 15) - Math.floor(i / perDay) * DAY;
  }
  return list;
}

describe('the layout', () => {
  it('puts every photo into exactly one row, in order', () => {
    const layout = layOut(listOf(1000, 17), 1100, 180, true);
    expect([layout.rowFirst[0], layout.rowFirst[layout.rows]]).toEqual([0, 1000]);
    for (let row = 0; row < layout.rows; row++) {
      expect(layout.rowFirst[row + 1] ?? 0).toBeGreaterThan(layout.rowFirst[row] ?? 0);
    }
  });

  it('fills full rows to the very edge, and never beyond it', () => {
    const list = listOf(1000, 17);
    const layout = layOut(list, 1103, 180, true);
    const edges = new Float64Array(257);
    for (let row = 0; row < layout.rows; row++) {
      const count = rowEdges(layout, list, row, edges);
      const right = (edges[count] ?? 0) - GAP;
      expect(right).toBeLessThanOrEqual(1103);
      if (layout.rowFull[row] === 1) expect(right).toBe(1103);
    }
  });

  it('keeps rows near the wanted height', () => {
    const layout = layOut(listOf(2000, 40), 1200, 180, true);
    const heights = [...layout.rowHeight];
    expect(Math.min(...heights)).toBeGreaterThan(110);
    expect(Math.max(...heights)).toBeLessThanOrEqual(180 * 1.4);
  });

  it('does not blow one photo of a day up over the whole width', () => {
    const layout = layOut(listOf(1), 1200, 180, true);
    expect([layout.rowHeight[0], layout.rowFull[0]]).toEqual([180, 0]);
  });

  it('never lets rows lie over each other or over a heading', () => {
    const layout = layOut(listOf(500, 9), 900, 150, true);
    for (let row = 1; row < layout.rows; row++) {
      const end = (layout.rowTop[row - 1] ?? 0) + (layout.rowHeight[row - 1] ?? 0);
      const sameDay = layout.rowDay[row] === layout.rowDay[row - 1];
      expect((layout.rowTop[row] ?? 0) - end).toBeGreaterThanOrEqual(sameDay ? GAP : HEADING);
    }
  });

  it('has one heading a day, and none when the order is not by day', () => {
    const list = listOf(100, 25);
    expect(layOut(list, 900, 150, true).days).toBe(4);
    expect([...layOut(list, 900, 150, false).dayMs]).toEqual([NaN]);
  });

  it('survives no photos and no room', () => {
    expect(layOut(PhotoList.empty, 900, 150, true).height).toBe(0);
    expect(layOut(listOf(3), 1, 150, true).rows).toBeGreaterThan(0);
  });

  it('finds rows by position and by photo', () => {
    const layout = layOut(listOf(300, 30), 900, 150, true);
    for (let row = 0; row < layout.rows; row++) {
      expect(rowAt(layout, (layout.rowTop[row] ?? 0) + 1)).toBe(row);
      expect(rowOf(layout, layout.rowFirst[row] ?? 0)).toBe(row);
    }
  });

  it('moves up and down to the photo that is nearest, and back', () => {
    const list = listOf(60, 60, [1]);
    const layout = layOut(list, 1000, 196, false);
    expect(neighbour(layout, list, 7, -1)).toBe(2);
    expect(neighbour(layout, list, 2, 1)).toBe(7);
    expect([neighbour(layout, list, 2, -1), neighbour(layout, list, 59, 1)]).toEqual([2, 59]);
  });

  it('lays a million photos out whole, higher than any element can be', () => {
    const layout = layOut(listOf(1_000_000, 40), 1180, 180, true);
    expect(layout.rowFirst[layout.rows]).toBe(1_000_000);
    expect(layout.days).toBe(25_000);
    expect(layout.height).toBeGreaterThan(33_554_432);
  });
});

describe('the marks of the timeline', () => {
  it.each([true, false])('has one a year, whichever way the days go (newest first: %s)', (falling) => {
    const list = listOf(1200, 1);
    if (!falling) list.dayMs.reverse();
    const layout = layOut(list, 900, 150, true);
    const years = marks(layout, 'year').map((mark) => new Date(mark.ms).getUTCFullYear());
    expect(years).toEqual(falling ? [2026, 2025, 2024, 2023] : [2023, 2024, 2025, 2026]);
    expect(marks(layout, 'month').length).toBe(40);
  });

  it('survives the years that cameras without a clock write', () => {
    const list = listOf(400, 1);
    for (let i = 0; i < 400; i++) list.dayMs[i] = new Date(0).setUTCFullYear(40, 0, 1) - i * DAY;
    const years = marks(layOut(list, 900, 150, true), 'year').map((mark) =>
      new Date(mark.ms).getUTCFullYear(),
    );
    expect(years).toEqual([40, 39, 38]);
  });

  it('leaves out what would run into the label before', () => {
    const all = [0, 10, 30, 31, 100].map((at) => ({ ms: at, at }));
    expect(spaced(all, 100, 100, 20).map((mark) => mark.y)).toEqual([0, 30, 100]);
  });

  it('has none without days', () => {
    expect(marks(layOut(listOf(10), 900, 150, false), 'year')).toEqual([]);
  });
});
