import { suiteOf } from "./after-order/suite"
import { changedOrders } from "./fulfilment/orders-changed"
import { paidOtherwise } from "./fulfilment/orders-paid"
import { severalPayments } from "./fulfilment/orders-payments"
import { ordersOf } from "./fulfilment/orders-suite"
import { totals } from "./fulfilment/orders-totals"
import { fulfilmentOf } from "./fulfilment/suite"
import { describeStore } from "./helpers/store"

/** Capture on fulfilment for orders that are more than teapots and one card: the same books, to the penny. */
describeStore("capture on fulfilment, odd orders", {}, (store) => {
  const suite = ordersOf(fulfilmentOf(suiteOf(store)))
  afterEach(() => {
    store.simulator.control.clearFaults()
    suite.resetOptions()
  })
  totals(suite)
  paidOtherwise(suite)
  severalPayments(suite)
  changedOrders(suite)
})
