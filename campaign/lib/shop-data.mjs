import { DEMO_SHOP } from "../../demo/lib/shop-data.mjs"

/** What the campaign's shop sells, and where. With tax a total is no whole number of pence. */

const [DEMO_REGION] = DEMO_SHOP.regions
const TAX_RATE = 23

export const TAXED_COUNTRY = "ie"
export const REGION_OF = { gb: DEMO_REGION.name, jp: "Japan", [TAXED_COUNTRY]: "Ireland" }

export const SHOP = {
  ...DEMO_SHOP,
  regions: [
    DEMO_REGION,
    { ...DEMO_REGION, name: REGION_OF.jp, currency: "jpy", countries: ["jp"] },
    { ...DEMO_REGION, name: REGION_OF[TAXED_COUNTRY], countries: [TAXED_COUNTRY] },
  ],
  products: [
    { title: "Teapot", sku: "TEAPOT", price: 25, stock: 5_000_000 },
    { title: "Cup and saucer", sku: "CUP", price: 9.99, stock: 5_000_000 },
  ],
}

/** @param {(method: string, path: string, body?: unknown) => Promise<any>} admin */
export async function addTax(admin, { regions }) {
  await admin("POST", "/admin/tax-regions", {
    country_code: TAXED_COUNTRY,
    provider_id: "tp_system",
    default_tax_rate: { name: "VAT", code: "VAT", rate: TAX_RATE },
  })
  const { id } = regions.find(({ name }) => name === REGION_OF[TAXED_COUNTRY])
  await admin("POST", `/admin/regions/${id}`, { automatic_taxes: true })
}
