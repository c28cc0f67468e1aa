import { suiteOf } from "./after-order/suite"
import { cancelled } from "./fulfilment/cancelled"
import { once } from "./fulfilment/once"
import { captureOptions } from "./fulfilment/options"
import { parts } from "./fulfilment/parts"
import { fulfilmentOf } from "./fulfilment/suite"
import { describeStore } from "./helpers/store"

/** What is fulfilled is captured, once, to the penny, and given back when it is not fulfilled after all. */
describeStore("capture on fulfilment", { plugin: { reply_timeout_ms: 2_000 } }, (store) => {
  const suite = fulfilmentOf(suiteOf(store))
  afterEach(() => {
    store.simulator.control.clearFaults()
    suite.resetOptions()
  })
  parts(suite)
  cancelled(suite)
  once(suite)
  captureOptions(suite)
})
