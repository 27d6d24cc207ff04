/** The folders of the side bar as the lines that are to be seen. Pure. */
import type { FolderView } from '../../ipc/generated/FolderView';

export interface FolderLine {
  readonly folder: FolderView;
  /** 0 for a top folder. */
  readonly depth: number;
  readonly children: boolean;
  readonly open: boolean;
}

/** Top folders first by name, each followed by what is in it unless it is closed. A lost parent makes a top folder. */
export function folderLines(
  folders: readonly FolderView[],
  closed: (id: number) => boolean,
  compare: (a: string, b: string) => number,
): FolderLine[] {
  const known = new Set(folders.map((folder) => folder.id));
  const below = new Map<number | null, FolderView[]>();
  for (const folder of folders) {
    const parent = folder.parent !== null && known.has(folder.parent) ? folder.parent : null;
    const siblings = below.get(parent);
    if (siblings) siblings.push(folder);
    else below.set(parent, [folder]);
  }
  const lines: FolderLine[] = [];
  const walk = (parent: number | null, depth: number): void => {
    const children = below.get(parent) ?? [];
    children.sort((a, b) => compare(a.name, b.name));
    for (const folder of children) {
      const inside = below.has(folder.id);
      const open = inside && !closed(folder.id);
      lines.push({ folder, depth, children: inside, open });
      if (open) walk(folder.id, depth + 1);
    }
  };
  walk(null, 0);
  return lines;
}
