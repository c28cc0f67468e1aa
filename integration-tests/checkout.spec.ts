import { consent } from "./checkout/consent"
import { ordersAndNone } from "./checkout/orders"
import { payPressed } from "./checkout/pay"
import { checkoutOf } from "./checkout/suite"
import { PLUGIN } from "./helpers/checkout"
import { describeStore } from "./helpers/store"

/** From the cart by way of the gateway's page to the order. */
describeStore("checkout", { plugin: { ...PLUGIN, allow_repeats: true } }, (store) => {
  const suite = checkoutOf(store)
  ordersAndNone(suite)
  payPressed(suite)
  consent(suite)
})
