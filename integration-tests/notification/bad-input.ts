import { findings, ledgerOf, ledgerRow, payUnnotified, postNotification } from "../helpers/checkout"
import type { NotificationSuite } from "./suite"

/** What is no notification, or not the gateway's. */
export function badInput({ store, gateway, registered }: NotificationSuite): void {
  describe("bad input", () => {
    const expectInvalid = (answer: Awaited<ReturnType<typeof postNotification>>) => {
      expect(answer.http).toBe(200)
      expect(answer.contentType).toMatch(/^text\/plain/)
      expect(answer.text).toMatch(/^Status=INVALID\r\n/)
      expect(answer.fields.RedirectURL).toMatch(/^http:\/\/.+\/hooks\/sagepay\/return\/unknown$/)
      expect(answer.fields.StatusDetail).toMatch(/\.$/)
    }

    it.each([
      ["nothing", ""],
      ["no fields", "&&&==&"],
      ["binary", Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 89) % 256))],
      ["JSON", '{"Status":"OK"}'],
      ["arrays", "Status[]=OK&Status[]=OK&VPSTxId[a][b]=1"],
      [
        "an unknown code",
        "Status=OK&VendorTxCode=nobody&VPSTxId={00000000-0000-4000-8000-000000000000}",
      ],
      ["a prototype", "__proto__=1&constructor=2&VendorTxCode=__proto__&VPSTxId=toString"],
    ])("garbage (%s): INVALID in the gateway's dialect", async (_, body) => {
      expectInvalid(await postNotification(store, body))
    })

    it("1 MB: INVALID, also of the true message with a megabyte behind it", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      expectInvalid(await postNotification(store, "A=".padEnd(1_048_576, "x")))
      expectInvalid(await postNotification(store, { ...fields, Padding: "x".repeat(1_048_576) }))
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect((await postNotification(store, fields)).fields.Status).toBe("OK")
    })

    it("a repeated field, another content type: INVALID, nothing changed", async () => {
      const { vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const body = new URLSearchParams(fields).toString()
      const row = await ledgerRow(store, vpsTxId)
      expectInvalid(await postNotification(store, `${body}&Status=OK`))
      expectInvalid(await postNotification(store, body, { "content-type": "application/json" }))
      expectInvalid(await postNotification(store, body, { "content-type": "multipart/form-data" }))
      expect(await ledgerRow(store, vpsTxId)).toEqual(row)
    })

    it("a bad signature: INVALID, nothing changed, and the true one is still taken", async () => {
      const { vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const row = await ledgerRow(store, vpsTxId)
      const { answers } = await gateway().notify({ vps_tx_id: vpsTxId, forged: true })
      expect(answers).toMatchObject([{ kind: "answered", status: "INVALID" }])
      expectInvalid(await postNotification(store, { ...fields, Status: "AUTHENTICATED" }))
      expectInvalid(await postNotification(store, { ...fields, VPSSignature: "" }))
      expect(await ledgerRow(store, vpsTxId)).toEqual(row)
      expect((await postNotification(store, fields)).fields.Status).toBe("OK")
    })

    it("a code with another transaction's id: INVALID", async () => {
      const [one, two] = [await registered(), await registered()]
      const fields = await payUnnotified(store, one.vpsTxId)
      expectInvalid(await postNotification(store, { ...fields, VPSTxId: two.vpsTxId }))
    })

    it.each(["PENDING", "WONDERFUL"])("%s, truly signed: INVALID, no order", async (status) => {
      const { cart, vpsTxId } = await registered()
      const { answer } = await gateway().notify({ vps_tx_id: vpsTxId, status })
      expect(answer).toMatchObject({ kind: "answered", status: "INVALID" })
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect(await ledgerRow(store, vpsTxId)).toMatchObject({ state: "failed" })
    })

    it("our own keys cannot be read: ERROR, raised, and no order", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const { id, security_key } = await ledgerRow(store, vpsTxId)
      await ledgerOf(store).change(id, { security_key: security_key!.replace(".test.", ".lost.") })
      const answer = await postNotification(store, fields)
      expect(answer).toMatchObject({ http: 200, fields: { Status: "ERROR" } })
      expect(answer.fields.RedirectURL).toMatch(/^http/)
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect(await findings(store)).toMatchObject([{ kind: "cannot_unseal" }])
    })

    it("a sender that hangs up in the middle disturbs nobody", async () => {
      const { vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": "100000",
      }
      const half = fetch(`${store.url}/hooks/sagepay/notification`, {
        method: "POST",
        headers,
        body: new ReadableStream({
          start: (stream) => {
            stream.enqueue(new TextEncoder().encode("Status=OK&"))
            stream.error(new Error("hung up"))
          },
        }),
        duplex: "half",
      } as RequestInit)
      await expect(half).rejects.toThrow()
      expect((await postNotification(store, fields)).fields.Status).toBe("OK")
    })
  })
}
