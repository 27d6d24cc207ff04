/** The same numbers for the same seed, so that the made-up library is the same at every start. */
export type Random = () => number;

/** mulberry32, by Tommy Ettinger (public domain). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

export function pick<const From extends readonly [unknown, ...unknown[]]>(
  random: Random,
  from: From,
): From[number] {
  return from[Math.floor(random() * from.length)] ?? from[0];
}
