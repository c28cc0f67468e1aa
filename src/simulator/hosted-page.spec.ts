import { Shop } from "./__fixtures__/shop"

/** A shopper's browser: follows redirects within the gateway, stops where it leaves it. */
class Browser {
  page = ""
  url = ""
  status = 0
  leftFor: string | undefined

  constructor(private readonly origin: string) {}

  async open(url: string): Promise<void> {
    await this.#go(url, { method: "GET" })
  }

  /** Sends the form on the page, with its hidden fields, as the pressed button would. */
  async submit(fields: Record<string, string>): Promise<void> {
    const action = /<form method="post" action="([^"]+)"/.exec(this.page)?.[1] ?? ""
    const hidden = [...this.page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)]
    const given = Object.fromEntries(hidden.map(([, name, value]) => [name, value]))
    const body = new URLSearchParams({ ...given, ...fields })
    await this.#go(new URL(action, this.origin).href, { method: "POST", body })
  }

  async #go(url: string, init: RequestInit): Promise<void> {
    const response = await fetch(url, { ...init, redirect: "manual" })
    this.status = response.status
    const location = response.headers.get("location")
    if (location === null) {
      this.url = url
      this.page = await response.text()
      return
    }
    const next = new URL(location, url)
    if (next.origin === this.origin) return this.#go(next.href, { method: "GET" })
    this.leftFor = next.href
  }
}

const CARD = {
  cardholder: "Ann Smith",
  cardnumber: "4929 0000 0000 6",
  expirydate: "12/39",
  securitycode: "123",
}
const DECLINED = { ...CARD, cardnumber: "4929602110085639" }

describe("the hosted page", () => {
  let shop: Shop
  let browser: Browser

  beforeEach(async () => {
    shop = await Shop.open()
    browser = new Browser(shop.simulator.url)
  })

  afterEach(() => shop.close())

  async function begin(txType: "PAYMENT" | "AUTHENTICATE" = "PAYMENT", overrides = {}) {
    const { fields } = await shop.register(txType, overrides)
    await browser.open(fields.NextURL ?? "")
    return fields
  }

  async function chooseAndPay(card: Record<string, string> = CARD): Promise<void> {
    await browser.submit({ cardtype: "VISA" })
    await browser.submit({ ...card, action: "proceed" })
  }

  test("card type, card, challenge, back to the shop", async () => {
    await begin()
    expect(browser.page).toContain("Choose a card type")
    expect(browser.page).toContain("30.00")
    await browser.submit({ cardtype: "VISA" })
    expect(browser.page).toContain("Card number")
    expect(browser.page).toContain("4929000000006")
    await browser.submit({ ...CARD, action: "proceed" })
    expect(browser.page).toContain("3-D Secure")
    await browser.submit({ answer: "challenge", action: "proceed" })
    expect(browser.leftFor).toBe("https://shop.test/thanks?order=1")
    expect(shop.received).toEqual([
      expect.objectContaining({ Status: "OK", "3DSecureStatus": "OK", Last4Digits: "0006" }),
    ])
  })

  test("profile LOW has no page for the card type", async () => {
    await begin("PAYMENT", { Profile: "LOW" })
    expect(browser.page).toContain("Card number")
    await browser.submit({ ...CARD, cardtype: "VISA", action: "proceed" })
    await browser.submit({ answer: "challenge", action: "proceed" })
    expect(browser.leftFor).toBe("https://shop.test/thanks?order=1")
  })

  test("Cancel notifies ABORT with 2013", async () => {
    await begin()
    await browser.submit({ action: "cancel" })
    expect(browser.leftFor).toBe("https://shop.test/thanks?order=1")
    expect(shop.received[0]).toMatchObject({
      Status: "ABORT",
      StatusDetail: "2013 : The Transaction was cancelled by the customer.",
    })
  })

  test("a declined card may be tried three times, then NOTAUTHED", async () => {
    await begin()
    await chooseAndPay(DECLINED)
    expect(browser.page).toContain("Attempt 1 of 3")
    await chooseAndPay(DECLINED)
    expect(shop.received).toHaveLength(0)
    await chooseAndPay(DECLINED)
    expect(browser.leftFor).toBeDefined()
    expect(shop.received[0]).toMatchObject({ Status: "NOTAUTHED", DeclineCode: "05" })
    expect(shop.received[0]).not.toHaveProperty("TxAuthNo")
    expect(shop.received[0]).not.toHaveProperty("BankAuthCode")
  })

  test("after a decline another card succeeds", async () => {
    await begin()
    await chooseAndPay(DECLINED)
    await chooseAndPay()
    await browser.submit({ answer: "challenge", action: "proceed" })
    expect(shop.received).toEqual([expect.objectContaining({ Status: "OK" })])
  })

  test("a wrong answer to the challenge fails; the third is REJECTED", async () => {
    await begin()
    for (const attempt of [1, 2, 3]) {
      await chooseAndPay()
      await browser.submit({ answer: `wrong ${attempt}`, action: "proceed" })
    }
    expect(shop.received[0]).toMatchObject({ Status: "REJECTED", "3DSecureStatus": "NOTAUTHED" })
  })

  test("AUTHENTICATE: a failed challenge is REGISTERED, a good one AUTHENTICATED", async () => {
    await begin("AUTHENTICATE")
    await chooseAndPay()
    await browser.submit({ answer: "wrong", action: "proceed" })
    await begin("AUTHENTICATE")
    await chooseAndPay()
    await browser.submit({ answer: "challenge", action: "proceed" })
    expect(shop.received.map(({ Status }) => Status)).toEqual(["REGISTERED", "AUTHENTICATED"])
    expect(shop.received[1]).not.toHaveProperty("AVSCV2")
    expect(shop.received[1]).not.toHaveProperty("TxAuthNo")
  })

  test.each([
    ["the check digit", { cardnumber: "4929000000007" }, "5011"],
    ["an unknown card range", { cardnumber: "4111111111111111" }, "4021"],
    ["another type", { cardnumber: "5404000000000001" }, "4022"],
    ["an expired card", { expirydate: "0120" }, "5013"],
    ["a month of no year", { expirydate: "1330" }, "5028"],
    ["no security code", { securitycode: "" }, "5017"],
    ["a long security code", { securitycode: "1234" }, "5018"],
    ["no name", { cardholder: " " }, "5012"],
  ])("%s is said on the form and costs no attempt", async (_name, wrong, code) => {
    const { VPSTxId = "" } = await begin()
    await chooseAndPay({ ...CARD, ...wrong })
    expect(browser.status).toBe(422)
    expect(browser.page).toContain(`${code} : `)
    expect(browser.page).not.toContain(CARD.cardnumber.replaceAll(" ", "") + '"')
    expect(shop.simulator.control.transaction(VPSTxId).failed_attempts).toBe(0)
  })

  test("the pages are over once the payment is, and for unknown ids", async () => {
    const { NextURL = "" } = await begin()
    await browser.submit({ action: "cancel" })
    await browser.open(NextURL)
    expect([browser.status, browser.page]).toEqual([410, expect.stringContaining("5999")])
    await browser.open(`${shop.simulator.url}/gateway/service/cardselection?vpstxid=nothing`)
    expect(browser.status).toBe(410)
  })

  test("an address of another step leads back to the shopper's own", async () => {
    const { VPSTxId = "" } = await begin()
    await browser.open(`${shop.simulator.url}/gateway/service/authentication?vpstxid=${VPSTxId}`)
    expect(browser.page).toContain("Choose a card type")
  })

  test("15 minutes of inactivity notify ABORT; activity begins them anew", async () => {
    const { NextURL = "" } = await begin()
    await shop.simulator.control.advance(14 * 60_000)
    await browser.open(NextURL)
    await shop.simulator.control.advance(14 * 60_000)
    expect(shop.received).toHaveLength(0)
    await shop.simulator.control.advance(61_000)
    expect(shop.received).toEqual([expect.objectContaining({ Status: "ABORT" })])
    await browser.open(NextURL)
    expect(browser.status).toBe(410)
  })

  test("an answer without RedirectURL shows the 5006 page", async () => {
    shop.answer = () => ({ body: "Status=OK\r\n" })
    const { VPSTxId = "" } = await begin()
    await chooseAndPay()
    await browser.submit({ answer: "challenge", action: "proceed" })
    expect([browser.status, browser.page]).toEqual([500, expect.stringContaining("5006 : ")])
    expect(shop.simulator.control.transaction(VPSTxId).state).toBe("failed")
  })

  test("what the shop sent is escaped", async () => {
    await begin("PAYMENT", { Description: "<b>Books</b> & more" })
    expect(browser.page).toContain("&lt;b&gt;Books&lt;/b&gt; &amp; more")
  })

  test("pages are labelled, in a language, and fit a phone", async () => {
    await begin()
    await browser.submit({ cardtype: "VISA" })
    expect(browser.page).toContain('<html lang="en">')
    expect(browser.page).toContain('name="viewport"')
    expect(browser.page).toContain("prefers-color-scheme: dark")
    for (const id of ["cardholder", "cardnumber", "expirydate", "securitycode"]) {
      expect(browser.page).toContain(`<label for="${id}">`)
    }
  })
})
