import { cardForms } from "./admin-ui/full/card-forms"
import { languages } from "./admin-ui/full/languages"
import { matrix } from "./admin-ui/full/matrix"
import { describeAdmin } from "./admin-ui/suite"

/** The long form of admin-ui.spec.ts: everything that can be pressed, in every way that it can end. */
describeAdmin("the admin, all of it", (suite) => {
  describe("on a payment", () => matrix(suite))
  describe("with a card's number", () => cardForms(suite))
  describe("in every language", () => languages(suite))
})
