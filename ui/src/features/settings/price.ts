/** Prices as they are typed. Pure. */

/** The amount of money typed, with a point or a comma; null when it is none. */
export function amountIn(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  if (!/^\d{1,6}(\.\d{0,6})?$/.test(plain)) return null;
  return Number(plain);
}
