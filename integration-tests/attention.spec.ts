import { anotherShop } from "./attention/another-shop"
import { events } from "./attention/events"
import { lists } from "./attention/lists"
import { suiteOf } from "./attention/suite"
import { describeStore } from "./helpers/store"

/** One booted store for all of them. */
describeStore("the attention list", { plugin: { reply_timeout_ms: 2_000 } }, (store) => {
  const suite = suiteOf(store)
  afterEach(() => suite.gateway().clearFaults())
  lists(suite)
  events(suite)
  anotherShop(suite)
})
