import { createHash } from "node:crypto"

/**
 * Numbers that depend on nothing but their names: what is drawn for one payment does not move when
 * another one draws more, so that a payment can be replayed alone.
 */
export function rng(...names) {
  const digest = createHash("sha256").update(JSON.stringify(names)).digest()
  let state = digest.readUInt32LE(0)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (count) => Math.floor(next() * count)
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (share) => next() < share,
    pick: (list) => list[below(list.length)],
    /** A key of `weights`, the heavier the more often. */
    weighted: (weights) => {
      const entries = Object.entries(weights)
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [name, weight] of entries) {
        left -= weight
        if (left < 0) return name
      }
      return entries.at(-1)[0]
    },
  }
}
