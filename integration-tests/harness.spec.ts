import { launchBrowser, newVisitor } from "./helpers/browser"
import { describeStore } from "./helpers/store"

describeStore("the booted store of the tests", {}, (store) => {
  it("sells a thing at 25.00 with shipping at 5.00", async () => {
    const cart = await store.readyCart({ providerId: "pp_system_default" })
    expect(cart.total).toBe(30)
    expect(await store.orderOf(cart.id)).toBeUndefined()
  })

  it("begins every test with the same database", async () => {
    const { carts } = await store.database("cart").count({ carts: "*" }).first()
    expect(Number(carts)).toBe(0)
  })

  it("has a browser that opens the simulator's list of transactions", async () => {
    const browser = await launchBrowser()
    const { page } = await newVisitor(browser)
    const response = await page.goto(`${store.simulator.url}/transactions`)
    expect(response?.status()).toBe(200)
    await browser.close()
  })
})
