import { suiteOf } from "./after-order/suite"
import { describeStore } from "./helpers/store"
import { capturedBefore } from "./holds/capture"
import { cancelVerbs } from "./holds/cancel-verbs"
import { renewals } from "./holds/renewals"
import { holdSuiteOf } from "./holds/suite"
import { warnings } from "./holds/warnings"
import { levelSuiteOf } from "./level/suite"

/** Holds that lapse by themselves, and cancels that pick the right verb, over days and months. */
describeStore("holds", { plugin: { reply_timeout_ms: 2_000, auto_capture: "off" } }, (store) => {
  const suite = holdSuiteOf(levelSuiteOf(suiteOf(store)))
  warnings(suite)
  capturedBefore(suite)
  renewals(suite)
  cancelVerbs(suite)
})
