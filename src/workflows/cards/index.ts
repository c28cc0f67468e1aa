/**
 * A card's number charged or credited by staff. Plain functions, and no workflow of Medusa's: what goes into one of those
 * is written down. Only what comes after, which knows no card, runs in them.
 */
import type { MedusaContainer } from "@medusajs/framework/types"
import { SAGEPAY_MODULE } from "../../modules/sagepay"
import { useCard, type CardRequest } from "../../modules/sagepay/cards"
import { LedgerError } from "../../modules/sagepay/errors"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { maskCards } from "../../protocol"
import { readPressFacts } from "../../shop/owed"
import { settled, type Settled } from "../press"

export async function chargeCard(
  container: MedusaContainer,
  request: Omit<CardRequest, "readFacts">
): Promise<Settled> {
  const ledger = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  try {
    const pressed = await useCard(ledger.context, { ...request, readFacts: readPressFacts })
    return await settled(container, pressed)
  } catch (error) {
    throw LedgerError.is(error) ? error : withoutCard(error)
  }
}

/** Medusa logs what it does not expect, whole: its causes and whatever else hangs on it stay behind. */
function withoutCard(error: unknown): Error {
  const given = error instanceof Error ? error : new Error(String(error))
  const bare = new Error(maskCards(given.message))
  bare.name = given.name
  bare.stack = maskCards(given.stack ?? "")
  return bare
}
