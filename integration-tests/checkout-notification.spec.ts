import { PLUGIN } from "./helpers/checkout"
import { describeStore } from "./helpers/store"
import { badInput } from "./notification/bad-input"
import { cartsThatChange } from "./notification/carts"
import { completion } from "./notification/completion"
import { notificationOf } from "./notification/suite"
import { toldAgain } from "./notification/told"

/** The gateway's notification is where a payment becomes an order, once, or is let go. */
describeStore("notification", { plugin: PLUGIN }, (store) => {
  const suite = notificationOf(store)
  toldAgain(suite)
  cartsThatChange(suite)
  completion(suite)
  badInput(suite)
})
