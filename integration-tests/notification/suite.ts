import { comeBack, eventually, ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Cart } from "../helpers/shopper"
import type { Store } from "../helpers/store"

export type NotificationSuite = ReturnType<typeof notificationOf>

/** What is done before and while the gateway tells of a payment. */
export function notificationOf(store: Store) {
  const gateway = () => store.simulator.control
  const stateOf = (vpsTxId: string) => gateway().transaction(vpsTxId).state
  const sessionStatus = async (cart: Cart) => {
    const row: unknown = await store
      .database("payment_session")
      .where({ id: cart.sessionId })
      .first("status")
    return (row as { status: string } | undefined)?.status
  }
  const registered = async (options?: Parameters<typeof store.readyCart>[0]) => {
    const cart = await store.readyCart(options)
    return { cart, ...(await store.register(cart)) }
  }
  const notPlaced = async (redirectUrl: string | null | undefined) => {
    const { query } = await comeBack(store, redirectUrl)
    expect(query).toMatchObject({ status: "not_placed" })
    expect(query.message).toMatch(/not placed and nothing was charged/)
    return query
  }

  async function changeCart(cart: Cart): Promise<void> {
    const { cart: whole } = await store.storefront.get<{ cart: { items: { id: string }[] } }>(
      `/store/carts/${cart.id}`
    )
    const path = `/store/carts/${cart.id}/line-items/${whole.items[0]?.id}`
    await store.storefront.post(path, { quantity: 2 })
  }

  async function setStock(quantity: number): Promise<void> {
    const { inventoryItemId } = store.shop.products[0]!
    await store.admin.post(
      `/admin/inventory-items/${inventoryItemId}/location-levels/${store.shop.stockLocationId}`,
      { stocked_quantity: quantity }
    )
  }

  async function withDeadline<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
    const options = ledgerOf(store).options as { notification_deadline_ms: number }
    const usual = options.notification_deadline_ms
    options.notification_deadline_ms = milliseconds
    try {
      return await work()
    } finally {
      options.notification_deadline_ms = usual
    }
  }

  /** Pays; `meanwhile` runs when authorizePayment has accepted and core has not recorded it yet. */
  async function payWhileRecordingWaits(vpsTxId: string, meanwhile: () => Promise<void>) {
    const held = await store.database.transaction()
    await held.raw("lock table payment in share mode")
    const paying = store.pay(vpsTxId)
    try {
      await eventually(async () => {
        const { accepted_claim, answer_status } = await ledgerRow(store, vpsTxId)
        expect(answer_status).toBeNull()
        return accepted_claim ?? undefined
      })
      await meanwhile()
    } finally {
      await held.rollback()
    }
    return paying
  }

  /** As if the process that had claimed it had died three minutes ago. */
  async function forgetClaim(vpsTxId: string): Promise<void> {
    const { id } = await ledgerRow(store, vpsTxId)
    await ledgerOf(store).change(id, { claimed_at: new Date(Date.now() - 180_000) })
  }

  return {
    store,
    gateway,
    stateOf,
    sessionStatus,
    registered,
    notPlaced,
    changeCart,
    setStock,
    withDeadline,
    payWhileRecordingWaits,
    forgetClaim,
  }
}
