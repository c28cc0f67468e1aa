import { createServer } from "node:http"
import { encodeForm, parseReply } from "../protocol"
import { startSimulator } from "./index"

test("smoke", async () => {
  const shop = createServer((req, res) => { req.resume(); res.end("Status=OK\r\nRedirectURL=http://shop.test/ok\r\n") })
  await new Promise<void>((r) => shop.listen(0, r))
  const sim = await startSimulator({ seed: 1 })
  const post = async (service: string, fields: Record<string, string>) => {
    const res = await fetch(`${sim.url}/gateway/service/${service}`, { method: "POST", body: encodeForm(fields) })
    return parseReply(await res.text())!
  }
  const port = (shop.address() as { port: number }).port
  const reg = await post("vspserver-register.vsp", { VPSProtocol: "4.00", TxType: "DEFERRED", Vendor: "testvendor", VendorTxCode: "a-1", Amount: "30.00", Currency: "GBP", Description: "x", NotificationURL: `http://127.0.0.1:${port}/n`,
   BillingSurname: "S", BillingFirstnames: "F", BillingAddress1: "88 Road", BillingCity: "London", BillingPostCode: "412", BillingCountry: "GB",
   DeliverySurname: "S", DeliveryFirstnames: "F", DeliveryAddress1: "88 Road", DeliveryCity: "London", DeliveryPostCode: "412", DeliveryCountry: "GB" })
  console.log(reg)
  const paid = await sim.control.pay({ vendor_tx_code: "a-1" })
  console.log(paid)
  console.log(await post("release.vsp", { VPSProtocol: "4.00", TxType: "RELEASE", Vendor: "testvendor", VendorTxCode: "a-1", VPSTxId: reg.fields.VPSTxId!, SecurityKey: reg.fields.SecurityKey!, TxAuthNo: paid.transaction.tx_auth_no!, ReleaseAmount: "20.00" }))
  console.log(await post("refund.vsp", { VPSProtocol: "4.00", TxType: "REFUND", Vendor: "testvendor", VendorTxCode: "a-2", Amount: "5.00", Currency: "GBP", Description: "r", RelatedVendorTxCode: "a-1", RelatedVPSTxId: reg.fields.VPSTxId!, RelatedSecurityKey: reg.fields.SecurityKey!, RelatedTxAuthNo: paid.transaction.tx_auth_no! }))
  console.log(sim.control.money(), sim.control.requests())
  console.log((await (await fetch(sim.url + "/transactions/a-1")).text()).slice(-1800))
  await sim.close()
  shop.close()
})
