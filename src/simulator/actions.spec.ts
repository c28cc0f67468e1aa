import { Bench, short, VENDOR } from "./__fixtures__/bench"
import { moneyOf } from "./money"

const names = (reply: Record<string, string>): string[] => Object.keys(reply)
const IDENTITY = ["VPSTxId", "SecurityKey", "TxAuthNo"]
const HEAD = ["VPSProtocol", "Status", "StatusDetail"]

describe("the fields of the replies", () => {
  test("RELEASE, ABORT, VOID and CANCEL say no more than how it went", async () => {
    const bench = new Bench()
    const deferred = await bench.paid("DEFERRED")
    expect(names(bench.act("RELEASE", deferred))).toEqual(HEAD)
    expect(names(bench.act("VOID", deferred))).toEqual(HEAD)
    expect(names(bench.act("ABORT", await bench.paid("DEFERRED")))).toEqual(HEAD)
    expect(names(bench.act("CANCEL", await bench.paid("AUTHENTICATE")))).toEqual(HEAD)
  })

  test("REFUND has a SecurityKey, in the order of the captures", async () => {
    const bench = new Bench()
    const reply = bench.act("REFUND", await bench.paid("PAYMENT"))
    expect(names(reply)).toEqual([...HEAD, "SecurityKey", "TxAuthNo", "VPSTxId"])
  })

  test("REPEAT has the checks only when a CV2 was sent, SchemeTraceID only under 4.00", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT", {}, { BillingPostCode: "412" })
    const plain = bench.act("REPEAT", payment)
    expect(names(plain)).toEqual(
      expect.arrayContaining([...IDENTITY, "DeclineCode", "BankAuthCode", "SchemeTraceID"])
    )
    expect(plain).not.toHaveProperty("AVSCV2")
    expect(bench.act("REPEAT", payment, { CV2: "123" })).toMatchObject({ AVSCV2: "ALL MATCH" })
    const old = { VPSProtocol: "3.00", COFUsage: "", InitiatedType: "", MITType: "" }
    expect(bench.act("REPEAT", payment, old)).not.toHaveProperty("SchemeTraceID")
  })

  test("a declined REPEAT is a transaction of its own and uses up its code", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT")
    if (payment.card) payment.card.declines = true
    const fields = bench.about("REPEAT", payment)
    const reply = bench.post("REPEAT", fields)
    expect(reply).toMatchObject({ Status: "NOTAUTHED", DeclineCode: "05", BankAuthCode: "" })
    expect(reply.StatusDetail).toBe("2000 : The Authorisation was Declined by the bank.")
    expect(bench.stored(reply).state).toBe("declined")
    expect(short(bench.post("REPEAT", fields))).toBe("INVALID 4042")
  })

  test("what is refused uses up no code", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT")
    const fields = bench.about("REFUND", payment, { Amount: "30.01" })
    expect(short(bench.post("REFUND", fields))).toBe("INVALID 4035")
    expect(names(bench.post("REFUND", fields))).toEqual(HEAD)
    expect(short(bench.post("REFUND", { ...fields, Amount: "30.00" }))).toBe("OK 0000")
  })

  test("MANUAL and DIRECTREFUND give the three identifiers", () => {
    const bench = new Bench()
    expect(names(bench.post("MANUAL", bench.manual()))).toEqual([...HEAD, ...IDENTITY])
    expect(names(bench.directRefund())).toEqual([...HEAD, ...IDENTITY])
  })

  test("an unknown version is answered as 4.00, the old one as 2.22", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT")
    expect(bench.act("VOID", payment, { VPSProtocol: "latest" })).toMatchObject({
      VPSProtocol: "4.00",
      Status: "OK",
    })
    const other = await bench.paid("PAYMENT")
    const old = { VPSProtocol: "2.22", COFUsage: "", InitiatedType: "", MITType: "" }
    for (const txType of ["REPEAT", "REFUND", "VOID"] as const) {
      expect(bench.act(txType, other, old)).toMatchObject({ VPSProtocol: "2.22", Status: "OK" })
    }
  })

  test("the braces of a VPSTxId may be left out", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT")
    const bare = payment.vpsTxId.slice(1, -1)
    expect(short(bench.act("VOID", payment, { VPSTxId: bare }))).toBe("OK 2005")
  })
})

describe("sums", () => {
  test("several REFUNDs, up to what was taken; a voided one frees its part", async () => {
    const bench = new Bench()
    const deferred = await bench.paid("DEFERRED")
    bench.act("RELEASE", deferred, { ReleaseAmount: "20.00" })
    const first = bench.made("REFUND", deferred, { Amount: "15.00" })
    expect(short(bench.act("REFUND", deferred, { Amount: "5.01" }))).toBe("INVALID 4035")
    expect(short(bench.act("REFUND", deferred, { Amount: "5.00" }))).toBe("OK 0000")
    expect(short(bench.act("REFUND", deferred, { Amount: "0.01" }))).toBe("INVALID 4034")
    expect(short(bench.act("VOID", first))).toBe("OK 2005")
    expect(short(bench.act("REFUND", deferred, { Amount: "15.00" }))).toBe("OK 0000")
  })

  test("several AUTHORISEs up to 115 %, then the AUTHENTICATE is cancelled by itself", async () => {
    const bench = new Bench()
    const authenticate = await bench.paid("AUTHENTICATE")
    bench.act("AUTHORISE", authenticate, { Amount: "20.00" })
    expect(short(bench.act("AUTHORISE", authenticate, { Amount: "14.51" }))).toBe("INVALID 4044")
    expect(short(bench.act("AUTHORISE", authenticate, { Amount: "14.50" }))).toBe("OK 0000")
    expect([authenticate.state, authenticate.note]).toEqual([
      "cancelled",
      expect.stringContaining("115 %"),
    ])
  })

  test("an AUTHENTICATE with a declining card registers, and its AUTHORISE is declined", async () => {
    const bench = new Bench()
    const authenticate = await bench.paid("AUTHENTICATE", { outcome: "decline" })
    expect(authenticate.state).toBe("registered")
    expect(short(bench.act("AUTHORISE", authenticate))).toBe("NOTAUTHED 2000")
    expect(short(bench.act("CANCEL", authenticate))).toBe("OK 2012")
  })

  test("the money of a family", async () => {
    const bench = new Bench()
    const deferred = await bench.paid("DEFERRED")
    const money = () => {
      const [line] = moneyOf(bench.core.store)
      return [line?.held, line?.taken, line?.refunded, line?.net]
    }
    expect(money()).toEqual([3000, 0, 0, 0])
    bench.act("RELEASE", deferred, { ReleaseAmount: "20.00" })
    expect(money()).toEqual([0, 2000, 0, 2000])
    bench.act("REFUND", deferred, { Amount: "5.00" })
    const repeat = bench.made("REPEAT", deferred, { Amount: "7.00" })
    expect(money()).toEqual([0, 2700, 500, 2200])
    bench.act("VOID", repeat)
    expect(money()).toEqual([0, 2000, 500, 1500])
  })
})

describe("AVS/CV2 and the account's rules", () => {
  const MATCHING = { BillingAddress1: "88", BillingPostCode: "412" }

  test.each([
    [{}, MATCHING, {}, "ALL MATCH"],
    [{ cv2: "124" }, MATCHING, {}, "ADDRESS MATCH ONLY"],
    [{}, { BillingPostCode: "413" }, {}, "SECURITY CODE MATCH ONLY"],
    [{ cv2: "124" }, { BillingAddress1: "89" }, {}, "NO DATA MATCHES"],
    [{}, { ...MATCHING, ApplyAVSCV2: "2" }, {}, "DATA NOT CHECKED"],
    [{}, MATCHING, { avscv2: false }, "DATA NOT CHECKED"],
    [{}, { ...MATCHING, ApplyAVSCV2: "1" }, { avscv2: false }, "ALL MATCH"],
  ])("%j %j %j: %s", async (card, address, settings, expected) => {
    const bench = new Bench()
    bench.core.accounts.set(VENDOR, settings)
    const payment = await bench.paid("PAYMENT", card, address as Record<string, string>)
    expect(payment.notification?.fields).toMatchObject({ Status: "OK", AVSCV2: expected })
  })

  test.each([
    [{ avscv2_rules: true }, {}, "rejected"],
    [{ avscv2_rules: true }, { ApplyAVSCV2: "2" }, "authorised"],
    [{ avscv2_rules: true }, { ApplyAVSCV2: "3" }, "authorised"],
    [{ avscv2_rules: true }, MATCHING, "authorised"],
    [{ three_d_secure_rules: true }, {}, "authorised"],
  ])("%j %j: %s", async (settings, fields, state) => {
    const bench = new Bench()
    bench.core.accounts.set(VENDOR, settings)
    const payment = await bench.paid("PAYMENT", {}, { BillingAddress1: "7", ...fields })
    expect(payment.state).toBe(state)
  })

  test.each([
    ["SUCCESSFUL", "OK", "authorised"],
    ["CHALLENGE", "OK", "authorised"],
    ["NOTAUTH", "NOTAUTHED", "rejected"],
    ["NOTENROLLED", "NOTAVAILABLE", "authorised"],
    ["PROOFATTEMPT", "ATTEMPTONLY", "authorised"],
    ["ERROR", "ERROR", "authorised"],
    ["TECHNICALDIFFICULTIES", "INCOMPLETE", "authorised"],
  ])("cardholder %s: %s", async (card_holder, status, state) => {
    const payment = await new Bench().paid("PAYMENT", { card_holder })
    expect([payment.notification?.fields["3DSecureStatus"], payment.state]).toEqual([status, state])
  })

  test.each([
    [{}, { Apply3DSecure: "2" }, "NOTCHECKED", "authorised"],
    [{ three_d_secure: false }, {}, "NOTCHECKED", "authorised"],
    [{ three_d_secure: false }, { Apply3DSecure: "1" }, "NOTAUTHED", "rejected"],
    [{}, { Apply3DSecure: "3" }, "NOTAUTHED", "authorised"],
  ])("a failed challenge, %j %j: %s", async (settings, fields, status, state) => {
    const bench = new Bench()
    bench.core.accounts.set(VENDOR, settings)
    const payment = await bench.paid(
      "PAYMENT",
      { outcome: "3ds_fail" },
      fields as Record<string, string>
    )
    expect([payment.notification?.fields["3DSecureStatus"], payment.state]).toEqual([status, state])
  })

  test("rules that want authentication reject a card that is not enrolled", async () => {
    const bench = new Bench()
    bench.core.accounts.set(VENDOR, { three_d_secure_rules: true })
    const payment = await bench.paid("PAYMENT", { card_number: "4929000005559" })
    expect(payment.notification?.fields.StatusDetail).toMatch(/^4026 : /)
  })

  test("AUTHORISE under rules is rejected unless they are waived", async () => {
    const bench = new Bench()
    const authenticate = await bench.paid("AUTHENTICATE", {}, { BillingAddress1: "7" })
    bench.core.accounts.set(VENDOR, { avscv2_rules: true })
    expect(short(bench.act("AUTHORISE", authenticate))).toBe("REJECTED 2001")
    expect(short(bench.act("AUTHORISE", authenticate, { ApplyAVSCV2: "3" }))).toBe("OK 0000")
  })
})
