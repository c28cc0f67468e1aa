import type { Suite } from "./suite"

const ROWS = 100_000

/** The list of the ledger's transactions: what is found by what, and how fast. */
export function transactions(suite: Suite): void {
  const { store, list, buy, row, press } = suite

  suite.guarded("transactions", [
    ["limit=201", "limit"],
    ["limit=0", "limit"],
    ["offset=-1", "offset"],
    ["kind[]=PAYMENT&kind[]=GIFT", "kind"],
    ["state=lost", "state"],
    ["created_at[$gte]=yesterday", "created_at"],
    ["created_at[$near]=2026-01-01", "created_at"],
    ["lapsing_within_days=soon", "lapsing_within_days"],
    ["roots_only=perhaps", "roots_only"],
    ["currency=pounds", "currency"],
    ["order=secrets", "order"],
    ["q=%00", "q"],
    ["order_id=a%00b", "order_id"],
    ["fields=security_key", "fields"],
  ])

  it("is found by every name that it has, and by its amount", async () => {
    const bought = await buy("DEFERRED")
    const other = await buy("PAYMENT")
    const { id, vendor_tx_code } = await row(bought.vpsTxId)
    const number = await suite.displayId(bought.orderId)
    const bare = bought.vpsTxId.replace(/[{}]/g, "")
    const names = [
      [vendor_tx_code, id],
      [bought.vpsTxId, bought.vpsTxId.toLowerCase(), bare, id],
      [bought.orderId, bought.paymentId],
      [`#${number}`, String(number)],
    ].flat()
    for (const name of names) {
      const { transactions, count } = await list(`?q=${encodeURIComponent(name)}`)
      expect([name, count, transactions.map((found) => found.id)]).toEqual([name, 1, [id]])
      expect(transactions[0]).toMatchObject({ display_id: number, order_id: bought.orderId })
    }
    const second = (await row(other.vpsTxId)).id
    const many = ["30.00", "30.0", String((await row(bought.vpsTxId)).results?.Last4Digits)]
    for (const name of many) {
      const ids = (await list(`?q=${name}`)).transactions.map((found) => found.id)
      expect([name, ids]).toEqual([name, expect.arrayContaining([id, second])])
    }
    for (const nothing of ["30.01", "nobody", "9999999999999999999.00", "%", "#0", "'; --"]) {
      expect((await list(`?q=${encodeURIComponent(nothing)}`)).count).toBe(0)
    }
  })

  it("is filtered, sorted and paged, and never shows a SecurityKey", async () => {
    const since = new Date().toISOString()
    const held = await buy("AUTHENTICATE")
    const bought = await buy("PAYMENT")
    const { id } = await row(bought.vpsTxId)
    expect((await press(id, "REFUND", 500)).status).toBe(200)
    const from = `created_at[$gte]=${since}`
    const kinds = async (query: string) =>
      (await list(`?${from}&${query}`)).transactions.map(({ kind }) => kind)
    expect(await kinds("")).toEqual(["REFUND", "PAYMENT", "AUTHENTICATE"])
    expect(await kinds("order=created_at")).toEqual(["AUTHENTICATE", "PAYMENT", "REFUND"])
    expect(await kinds("order=amount_minor&limit=1")).toEqual(["REFUND"])
    expect(await kinds("order=-amount_minor&limit=1&offset=2")).toEqual(["REFUND"])
    expect(await kinds("kind[]=REFUND&kind[]=AUTHENTICATE")).toEqual(["REFUND", "AUTHENTICATE"])
    expect(await kinds("state=taken")).toEqual(["PAYMENT"])
    expect(await kinds("roots_only=true")).toEqual(["PAYMENT", "AUTHENTICATE"])
    expect(await kinds(`order_id=${bought.orderId}`)).toEqual(["REFUND", "PAYMENT"])
    expect(await kinds("currency=gbp&account=default")).toHaveLength(3)
    expect(await kinds("currency=EUR")).toEqual([])
    expect(await kinds("account=euro")).toEqual([])
    expect(await kinds(`created_at[$lt]=${since}`)).toEqual([])
    expect(await kinds("lapsing_within_days=89")).toEqual([])
    await store
      .database("sagepay_transaction")
      .where({ vps_tx_id: held.vpsTxId })
      .update({ authorised_at: new Date(Date.now() - 87 * 86_400_000) })
    expect(await kinds("lapsing_within_days=3")).toEqual(["AUTHENTICATE"])
    expect(await kinds("lapsing_within_days=2")).toEqual([])
    const { text, headers } = await suite.get("transactions?limit=200")
    expect(headers.get("cache-control")).toBe("no-store")
    expect(text).not.toContain("security_key")
  })

  /** So many payments, one a minute back from now, without statistics to help a plan. */
  const fill = () =>
    store.database.raw(
      `insert into sagepay_transaction (id, protocol, kind, state, vendor_tx_code, currency, amount_minor, root_id,
         order_id, results, created_at, authorised_at)
       select 'many_' || n, '4.00', 'PAYMENT', case when n % 50 = 0 then 'deferred' else 'taken' end, 'many-' || n,
         'GBP', 1000 + n % 7000, 'many_' || n, 'order_' || n,
         jsonb_build_object('Last4Digits', lpad((n % 10000)::text, 4, '0')),
         now() - make_interval(mins => n), now() - make_interval(mins => n)
       from generate_series(1, ?::int) n`,
      [ROWS]
    )

  it("of a shop with many: each answer within a second, and the export has every row once", async () => {
    await fill()
    const questions: readonly (readonly [string, number])[] = [
      ["", ROWS],
      [`?offset=${ROWS - 10}`, ROWS],
      ["?q=many-99999", 1],
      ["?q=0042", ROWS / 10_000],
      ["?q=30.00", 15],
      ["?q=nothing", 0],
      ["?order_id=order_77777", 1],
      ["?state=voided", 0],
      ["?state=deferred&order=amount_minor", ROWS / 50],
      ["?lapsing_within_days=5", 1_280],
      ["?order=-amount_minor", ROWS],
    ]
    for (const [query, expected] of questions) {
      await list(query)
      const began = performance.now()
      const { count } = await list(query)
      expect([query, performance.now() - began < 1_000]).toEqual([query, true])
      expect([query, Math.abs(count - expected) <= expected * 0.01]).toEqual([query, true])
    }
    const began = performance.now()
    await store.admin.get("/admin/sagepay/overview?days=92")
    expect(performance.now() - began).toBeLessThan(2_000)

    const lines = async (query: string) => {
      const { text } = await suite.get(`transactions/export${query}`)
      return text.split("\r\n").flatMap((line) => /^many_\d+/.exec(line)?.[0] ?? [])
    }
    expect(await lines("?order=amount_minor&q=12.34")).toHaveLength(Math.ceil((ROWS - 234) / 7000))
    for (const order of ["-created_at", "amount_minor"]) {
      const ids = await lines(`?order=${order}`)
      expect([ids.length, new Set(ids).size]).toEqual([ROWS, ROWS])
      if (order === "-created_at") expect([ids[0], ids.at(-1)]).toEqual(["many_1", `many_${ROWS}`])
    }
  })
}
