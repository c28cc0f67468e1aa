import { settings } from "./admin/settings"
import { suiteOf } from "./admin/suite"
import { describeStore } from "./helpers/store"

const REPORTING = { user: "reportuser", password: "s3cretPass" }

describeStore("settings and self-test", { plugin: { reporting: REPORTING } }, (store) => {
  settings(suiteOf(store), Object.values(REPORTING))
})
