/** Why something may not be done now, in the reader's language; in the server's English where there is no text for it. */
import type { Texts } from "../lib/texts"
import type { Offer, Refused } from "./offers"

export function refusalText(texts: Texts, refused: Exclude<Offer["refused"], null>): string {
  if (refused === "policy") return texts.t("actions.not_yours")
  const { code, values, reason } = refused
  // While a shop is updated its server may be older than the page.
  if (!values) return reason
  return texts.t(`actions.refused.${code}`, { ...gaps(texts, values), defaultValue: reason })
}

function gaps({ t, money }: Texts, values: Refused["values"]): Record<string, string | number> {
  return {
    ...("amount_minor" in values
      ? { amount: money(values.amount_minor, values.currency_code) }
      : {}),
    ...("days" in values ? { days: values.days } : {}),
    ...("state" in values ? { state: t(`common.states.${values.state}`) } : {}),
    ...("kind" in values ? { kind: t(`common.kinds.${values.kind}`) } : {}),
    ...("intent_kind" in values ? { what: t(`actions.what.${values.intent_kind}`) } : {}),
  }
}
