import actions from "./actions.json"
import area from "./area.json"
import attention from "./attention.json"
import bulk from "./bulk.json"
import cards from "./cards.json"
import common from "./common.json"
import panel from "./panel.json"
import settings from "./settings.json"

export default { actions, area, attention, bulk, cards, common, panel, settings }
