import { suiteOf } from "./after-order/suite"
import { describeStore } from "./helpers/store"
import { atOnce } from "./level/at-once"
import { beyondThePayment } from "./level/beyond"
import { cancelledTwice } from "./level/cancelled-twice"
import { deadProcesses } from "./level/dead-processes"
import { deadRefunds } from "./level/dead-refunds"
import { holesInCore } from "./level/holes"
import { levelling } from "./level/levelling"
import { orderLists } from "./level/order-lists"
import { levelSuiteOf } from "./level/suite"

/** Medusa is brought level with the gateway, and what core drops on its way is picked up. */
describeStore("level", { plugin: { reply_timeout_ms: 2_000 } }, (store) => {
  const suite = levelSuiteOf(suiteOf(store))
  afterEach(() => store.simulator.control.clearFaults())
  levelling(suite)
  atOnce(suite)
  deadProcesses(suite)
  deadRefunds(suite)
  holesInCore(suite)
  beyondThePayment(suite)
  cancelledTwice(suite)
  orderLists(suite)
})
