/** Keys as they are written on a keyboard. Pure. */

const SIGNS: Readonly<Record<string, string>> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  escape: 'Esc',
  enter: 'Enter',
  space: 'Space',
  tab: 'Tab',
  delete: 'Del',
  backspace: '⌫',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
};

/** `mod+shift+a` is `Ctrl Shift A`, on a Mac `⌘ ⇧ A`: one part a key. */
export function keyNames(combo: string, mac: boolean): string[] {
  // A plus sign is also the divider: `mod++`.
  const parts = combo === '+' ? ['+'] : combo.replace(/\+\+$/, '+plus').split('+');
  return parts.map((part) => {
    switch (part) {
      case 'mod':
        return mac ? '⌘' : 'Ctrl';
      case 'shift':
        return mac ? '⇧' : 'Shift';
      case 'alt':
        return mac ? '⌥' : 'Alt';
      case 'plus':
        return '+';
      default:
        return SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part.replace(/^f(\d+)$/, 'F$1'));
    }
  });
}
