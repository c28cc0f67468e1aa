import { definePolicies } from "@medusajs/framework/utils"
import { POLICIES, type PolicyName } from "../api/admin/sagepay/policies"

const MEANING: Readonly<Record<PolicyName, { name: string; description: string }>> = {
  read: { name: "ReadSagepay", description: "See payments, the attention list and the settings" },
  capture: { name: "CaptureSagepay", description: "Take money that is held: RELEASE, AUTHORISE" },
  refund: { name: "RefundSagepay", description: "Give money back: REFUND" },
  void: { name: "VoidSagepay", description: "End a hold or undo a charge: ABORT, CANCEL, VOID" },
  repeat: { name: "RepeatSagepay", description: "Charge a card again: REPEAT, REPEATDEFERRED" },
  manual: { name: "ManualSagepay", description: "Charge a card by its number: MANUAL" },
  direct_refund: {
    name: "DirectRefundSagepay",
    description: "Pay money to a card by its number: DIRECTREFUND",
  },
  settle: {
    name: "SettleSagepay",
    description: "Decide what nobody knows, adopt payments, confirm the installation, self-test",
  },
}

/** Written to the database at boot, so that they can be given to roles. */
export const sagepayPolicies = definePolicies(
  (Object.keys(POLICIES) as PolicyName[]).map((key) => ({ ...POLICIES[key], ...MEANING[key] }))
)
