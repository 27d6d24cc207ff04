/** English: the window around everything: side bar, welcome, grid, loupe, dropping, notices. */
export const shell = {
  'rating.done': { one: '{count} photo rated', other: '{count} photos rated' },
  'export.done': 'Written to {path}',

  'notice.already_there': 'All {count} photos of {name} are already in the library.',
  'notice.nothing_found': 'No photos were found in {name}.',
  'notice.disk_full': 'The disk with the library is full. Free some space; the work goes on by itself.',
  'notice.library_read_only': 'The library cannot be written. Make its folder writable, then try again.',
  'notice.library_busy': 'Another program keeps the library busy. The work goes on when it is free.',
} as const;
