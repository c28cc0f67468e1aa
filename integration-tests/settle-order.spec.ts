import { describeStore } from "./helpers/store"
import { buttons } from "./settle-order/buttons"
import { charges } from "./settle-order/charges"
import { interruptions } from "./settle-order/interruptions"
import { suiteOf } from "./settle-order/suite"

/** Buttons in a booted store, and rule 11: what an order still owes is charged and becomes a payment of it. */
describeStore("buttons and charges", {}, (store) => {
  const suite = suiteOf(store)
  charges(suite)
  interruptions(suite)
  buttons(suite)
})
