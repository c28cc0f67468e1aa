import type { Action } from "../../../src/admin/lib/types"
import type { AdminStore } from "../../helpers/admin-store"
import type { Bought } from "../../helpers/shopper"
import type { Books } from "../books"
import { money } from "../desk"
import type { Suite } from "../suite"
import { text } from "../texts"

/** What may be pressed on a payment, of 30.00 each: how it goes well, and when the rules forbid it. */
export type Press = {
  readonly action: Action
  readonly kind: "DEFERRED" | "AUTHENTICATE" | "PAYMENT"
  /** As it is typed; none for what is of the whole. */
  readonly amount?: string
  readonly then: Books
  readonly forbidden: {
    /** What is done before, beside the browser. */
    before(desk: Beside): Promise<void>
    says(): string
  }
}

export type Beside = {
  press(action: Action, amountMinor?: number): Promise<void>
  /** It happens at the gateway, and nobody hears of it. */
  lose(action: Action, amountMinor?: number): Promise<void>
}

export function beside(
  store: AdminStore,
  { orderId }: Bought,
  loseAnswer: Suite["loseAnswer"]
): Beside {
  const press = async (action: Action, amount_minor?: number) => {
    const { payments } = await store.admin.get<{ payments: { id: string }[] }>(
      `/admin/sagepay/orders/${orderId}`
    )
    await store.admin.post(`/admin/sagepay/transactions/${payments[0]?.id}/actions`, {
      action,
      amount_minor,
      key: `beside-${action}-${amount_minor ?? 0}-${orderId}`,
      reason: "because of a test",
    })
  }
  return {
    press,
    lose: async (action, amountMinor) => {
      loseAnswer(action)
      await press(action, amountMinor)
    },
  }
}

const wrongState = (state: "taken" | "deferred") => () =>
  text("actions.refused.wrong_state", { state: text(`common.states.${state}`) })
const released = {
  before: ({ press }: Beside) => press("RELEASE", 2_000),
  says: wrongState("taken"),
}
const held = { before: () => Promise.resolve(), says: wrongState("deferred") }

export const PRESSES: readonly Press[] = [
  {
    action: "RELEASE",
    kind: "DEFERRED",
    amount: "20",
    then: { held: 0, net: 2_000, medusa: 2_000 },
    forbidden: released,
  },
  {
    action: "AUTHORISE",
    kind: "AUTHENTICATE",
    amount: "10",
    then: { held: 0, net: 1_000, medusa: 1_000 },
    forbidden: {
      before: ({ press }) => press("AUTHORISE", 3_000),
      says: () => text("actions.refused.captured_in_full", { amount: money(3_000) }),
    },
  },
  {
    action: "ABORT",
    kind: "DEFERRED",
    then: { held: 0, net: 0, medusa: 0 },
    forbidden: released,
  },
  {
    action: "CANCEL",
    kind: "AUTHENTICATE",
    then: { held: 0, net: 0, medusa: 0 },
    forbidden: {
      before: ({ lose }) => lose("AUTHORISE", 500),
      says: () =>
        text("actions.refused.undecided", {
          what: text("actions.what.capture"),
          amount: money(500),
        }),
    },
  },
  {
    action: "VOID",
    kind: "PAYMENT",
    then: { held: 0, net: 0, medusa: 0 },
    forbidden: {
      before: ({ press }) => press("REFUND", 100),
      says: () => text("actions.refused.refund_exists", { amount: money(100) }),
    },
  },
  {
    action: "REFUND",
    kind: "PAYMENT",
    amount: "7.50",
    then: { held: 0, net: 2_250, medusa: 2_250 },
    forbidden: {
      before: async ({ press }) => {
        await press("REFUND", 1_000)
        await press("REFUND", 2_000)
      },
      says: () => text("actions.refused.nothing_left", { amount: money(3_000) }),
    },
  },
  {
    action: "REPEAT",
    kind: "PAYMENT",
    amount: "7",
    // The order owes nothing, so Medusa does not count it.
    then: { held: 0, net: 3_700, medusa: 3_000 },
    forbidden: held,
  },
  {
    action: "REPEATDEFERRED",
    kind: "PAYMENT",
    amount: "7",
    then: { held: 700, net: 3_000, medusa: 3_000 },
    forbidden: held,
  },
]
