import type { Suite } from "./suite"

/** The same list as a file. */
export function exported(suite: Suite): void {
  const { store, buy, row, press, ledgerOf } = suite

  suite.guarded("transactions/export", [
    ["limit=5", "limit"],
    ["kind=GIFT", "kind"],
    ["created_at[$lte]=never", "created_at"],
  ])

  it("is CSV with a header, amounts in major units, times in ISO, and no SecurityKey", async () => {
    const since = new Date().toISOString()
    const bought = await buy("PAYMENT")
    const { id, security_key } = await row(bought.vpsTxId)
    await press(id, "REFUND", 1_050)
    const { text, headers, status } = await suite.get(
      `transactions/export?created_at[$gte]=${since}&order=created_at`
    )
    expect(status).toBe(200)
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(headers.get("cache-control")).toBe("no-store")
    expect(headers.get("content-disposition")).toMatch(
      /^attachment; filename="sagepay-transactions-\d{4}-\d\d-\d\d\.csv"$/
    )
    const [header = "", payment = "", refund = "", rest] = text.split("\r\n")
    expect(rest).toBe("")
    const names = header.split(",")
    const cells = (line: string) =>
      Object.fromEntries(line.split(",").map((cell, at) => [names[at], cell]))
    expect(cells(payment)).toMatchObject({
      id,
      kind: "PAYMENT",
      state: "taken",
      account: "default",
      order: String(await suite.displayId(bought.orderId)),
      order_id: bought.orderId,
      vps_tx_id: bought.vpsTxId,
      currency: "GBP",
      amount: "30.00",
      taken: "30.00",
      refunded: "10.50",
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      last_four: expect.stringMatching(/^\d{4}$/),
    })
    expect(cells(refund)).toMatchObject({ kind: "REFUND", amount: "10.50", root_id: id })
    for (const key of [
      security_key ?? "",
      ...suite
        .gateway()
        .transactions()
        .map((t) => t.security_key),
    ]) {
      expect(text).not.toContain(key)
    }
  })

  it("defuses what a spreadsheet would run", async () => {
    const bought = await buy("PAYMENT")
    const { id } = await row(bought.vpsTxId)
    await ledgerOf(store).change(id, { adopted_by: '=cmd|"/c calc"!A1' })
    const { text } = await suite.get(`transactions/export?q=${id}`)
    expect(text).toContain(`"'=cmd|""/c calc""!A1"`)
  })
}
