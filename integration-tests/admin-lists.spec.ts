import { exported } from "./admin/export"
import { overview } from "./admin/overview"
import { suiteOf } from "./admin/suite"
import { timeline } from "./admin/timeline"
import { transactions } from "./admin/transactions"
import { describeStore } from "./helpers/store"

/** One booted store for all of them. */
describeStore("what staff see of the ledger", {}, (store) => {
  const suite = suiteOf(store)
  afterEach(() => suite.gateway().clearFaults())
  describe("the overview", () => overview(suite))
  describe("the export", () => exported(suite))
  describe("the panel", () => timeline(suite))
  describe("the list", () => transactions(suite))
})
