export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The middle half of the values: how far they scatter. */
export function quartiles(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share) => sorted[Math.round((sorted.length - 1) * share)]
  return [at(0.25), at(0.75)]
}

/**
 * Runs the contestants in turn, `rounds` times, each round in another order, so that a machine that
 * gets slower or faster meanwhile does so for all of them.
 *
 * @param {Record<string, () => Promise<number>>} contestants each gives its operations per second
 */
export async function inTurn(contestants, rounds) {
  const names = Object.keys(contestants)
  const results = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % names.length
    const order = [...names.slice(turn), ...names.slice(0, turn)]
    if (Math.floor(round / names.length) % 2) order.reverse()
    for (const name of order) results[name].push(await contestants[name]())
  }
  return results
}

/** Median, and middle half, of the ratios of each round's two results. */
export function pairedRatio(mine, theirs) {
  const ratios = mine.map((value, round) => value / theirs[round])
  return { ratio: median(ratios), quartiles: quartiles(ratios) }
}
