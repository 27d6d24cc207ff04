/** The vocabulary as it is typed: words with commas or in lines, aliases one a line. Pure. */
import type { AliasView } from '../../ipc/generated/AliasView';

/** Words divided by commas of either language, or by lines. */
export function wordsIn(text: string): string[] {
  return text
    .split(/[,，、\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** `sea shore = coast`, one a line; a line that is no alias is left out. */
export function aliasesIn(text: string): AliasView[] {
  return text.split('\n').flatMap((line) => {
    const at = line.search(/[=＝]/);
    const [from, to] = [line.slice(0, Math.max(at, 0)).trim(), line.slice(at + 1).trim()];
    return at > 0 && from !== '' && to !== '' ? [{ from, to }] : [];
  });
}

/** How many lines with something on them are no alias. */
export function strangeLines(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length - aliasesIn(text).length;
}

export function aliasText(aliases: readonly AliasView[]): string {
  return aliases.map(({ from, to }) => `${from} = ${to}`).join('\n');
}
