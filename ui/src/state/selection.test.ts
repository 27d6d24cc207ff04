import { beforeEach, describe, expect, it } from 'vitest';
import { PhotoList } from '../grid/photolist';
import { packed } from './scripted';
import { Selection } from './selection.svelte';

let list: PhotoList;
let selection: Selection;

beforeEach(() => {
  list = PhotoList.decode(packed([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]));
  selection = new Selection(() => list);
});

describe('the selection', () => {
  it('is one photo after a click', () => {
    selection.only(8);
    selection.only(5);
    expect([selection.ids(), selection.active, selection.size]).toEqual([[5], 5, 1]);
  });

  it('grows and shrinks by ctrl-clicks, in the order shown', () => {
    for (const id of [3, 9, 6, 9]) selection.toggle(id);
    expect(selection.ids()).toEqual([6, 3]);
  });

  it('runs from the first click to each shift-click', () => {
    selection.only(7);
    selection.extend(4);
    expect(selection.ids()).toEqual([7, 6, 5, 4]);
    selection.extend(9);
    expect(selection.ids(), 'the other way from the same photo').toEqual([9, 8, 7]);
  });

  it('adds a run to what is selected with ctrl and shift', () => {
    selection.only(10);
    selection.toggle(6);
    selection.extend(4, true);
    expect(selection.ids()).toEqual([10, 6, 5, 4]);
  });

  it('of everything is everything but what is taken out', () => {
    selection.selectAll();
    expect([selection.size, selection.all, selection.has(3)]).toEqual([10, true, true]);
    selection.toggle(3);
    expect([selection.size, selection.all, selection.has(3), selection.ids().length]).toEqual([
      9,
      false,
      false,
      9,
    ]);
    selection.toggle(3);
    expect(selection.all).toBe(true);
  });

  it('of everything takes photos in that come later', () => {
    selection.selectAll();
    list = PhotoList.decode(packed([11, 10, 9]));
    selection.keepListed();
    expect([selection.size, selection.has(11)]).toEqual([3, true]);
  });

  it('lets go of photos that are not shown any more', () => {
    selection.only(9);
    selection.toggle(2);
    list = PhotoList.decode(packed([10, 9, 8]));
    selection.keepListed();
    expect([selection.ids(), selection.active]).toEqual([[9], null]);
  });

  it('tells that it changed', () => {
    const before = selection.revision;
    selection.clear();
    expect(selection.revision).toBe(before + 1);
  });
});
