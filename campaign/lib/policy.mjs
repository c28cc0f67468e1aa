import { rng } from "./random.mjs"

/** What a merchant may want otherwise, drawn from the seed; the plugin's default among them. */
const CHOICES = {
  deferred_split: ["ask", "all", "refuse"],
  cancelled_fulfilment: ["void_or_ask", "refund", "ask"],
  before_lapse: ["warn", "capture", "renew"],
}

/** @returns {Record<string, string>} options of the plugin, the same for the whole of a campaign */
export function drawPolicy(seed) {
  const random = rng(seed, "policy")
  return Object.fromEntries(
    Object.entries(CHOICES).map(([option, values]) => [option, random.pick(values)])
  )
}
