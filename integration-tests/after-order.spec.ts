import { adminRoutes } from "./after-order/admin-routes"
import { amounts } from "./after-order/amounts"
import { buttons } from "./after-order/buttons"
import { livingOrders } from "./after-order/living-orders"
import { lostReplies } from "./after-order/lost-replies"
import { suiteOf } from "./after-order/suite"
import { sweeps } from "./after-order/sweeps"
import { describeStore } from "./helpers/store"

/** One booted store for all of them: a boot takes longer than most of the tests. */
describeStore("after the order", { plugin: { reply_timeout_ms: 2_000 } }, (store) => {
  const suite = suiteOf(store)
  afterEach(() => store.simulator.control.clearFaults())
  buttons(suite)
  lostReplies(suite)
  sweeps(suite)
  livingOrders(suite)
  amounts(suite)
  describe("the ledger's admin routes", () => adminRoutes(suite))
})
