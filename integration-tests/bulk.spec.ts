import { suiteOf } from "./after-order/suite"
import { atOnce } from "./bulk/at-once"
import { requests } from "./bulk/requests"
import { results } from "./bulk/results"
import { bulkSuiteOf } from "./bulk/suite"
import { describeStore } from "./helpers/store"
import { levelSuiteOf } from "./level/suite"

/** Many orders captured at once: each at most once, whoever else is at it and whatever dies in between. */
describeStore("bulk", { rbac: true, plugin: { reply_timeout_ms: 2_000 } }, (store) => {
  const suite = bulkSuiteOf(levelSuiteOf(suiteOf(store)))
  afterEach(() => store.simulator.control.clearFaults())
  results(suite)
  requests(suite)
  atOnce(suite)
})
