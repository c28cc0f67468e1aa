import { area } from "./admin-ui/area"
import { attention } from "./admin-ui/attention"
import { bulk } from "./admin-ui/bulk"
import { cards } from "./admin-ui/cards"
import { keyboard } from "./admin-ui/keyboard"
import { order } from "./admin-ui/order"
import { reach } from "./admin-ui/reach"
import { describeAdmin } from "./admin-ui/suite"

/** The admin's pages in a browser: the packed plugin, in a built store, against the simulator. */
describeAdmin("the admin", (suite) => {
  describe("an order", () => order(suite))
  describe("what nobody knows", () => attention(suite))
  describe("cards typed in by hand", () => cards(suite))
  describe("the area and the settings", () => area(suite))
  describe("many orders at once", () => bulk(suite))
  describe("by keyboard alone", () => keyboard(suite))
  describe("within everybody's reach", () => reach(suite))
})
