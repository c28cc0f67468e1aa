/** Watches over the holds that lapse by themselves: tells, and does what the option before_lapse asks for (rule 9). */
import type { Tools } from "../tools"
import { captureBeforeLapse } from "./capture"
import { tellLapsedHolds } from "./lapsed"
import { renewLapsedHolds } from "./renew"
import { warnOfHolds } from "./warn"

/** Safe to run at any time and in several processes: each thing is told once, and the ledger's locks decide the rest. */
export async function watchHolds(tools: Tools): Promise<void> {
  const { before_lapse } = tools.ledger.options
  await warnOfHolds(tools)
  if (before_lapse === "capture") await captureBeforeLapse(tools)
  await tellLapsedHolds(tools)
  if (before_lapse === "renew") await renewLapsedHolds(tools)
}

export { renewAgain } from "./renew"
