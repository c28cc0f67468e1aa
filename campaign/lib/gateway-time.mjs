import { createRequire } from "node:module"
import path from "node:path"
import { INSTALLED } from "../../demo/lib/paths.mjs"

/**
 * The simulator has one clock for all its payments, and a campaign has many of them at once. So that
 * days pass for one payment alone, its transactions are kept as the simulator adds them, and what it
 * has written down of them is made older: it settles and ends them by its own rules.
 */

const STORE = path.join(INSTALLED, ".medusa/server/src/simulator/store.js")
const TIMES = ["createdAt", "activeAt", "acceptedAt", "takenAt", "settledAt"]
const MINUTE = 60_000

/** To be called before the simulator starts. */
export function keepGatewayTime() {
  const { Store } = createRequire(import.meta.url)(STORE)
  const kept = new Map()
  const { add } = Store.prototype
  Store.prototype.add = function (transaction) {
    kept.set(transaction.vpsTxId, { transaction, store: this })
    return add.call(this, transaction)
  }
  return {
    /** Makes these transactions so much older. */
    age(ids, minutes) {
      for (const id of ids) {
        const { transaction, store } = kept.get(id)
        for (const name of TIMES) {
          if (transaction[name] !== undefined) transaction[name] -= minutes * MINUTE
        }
        // Something may be due now that was not.
        store.sweep.from = Infinity
      }
    },
  }
}
