import { config, currentCart, forgetCart, startPayment, store, withShipping } from "/api.js"

const page = document.querySelector("#page")
const money = (amount) =>
  new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" }).format(amount)

/** Elements instead of HTML text: nothing that a visitor typed is ever parsed as markup. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, "")
    else if (value !== false && value !== undefined) element.setAttribute(name, value)
  }
  element.append(...children.flat().filter((child) => child !== undefined))
  return element
}

async function showCount() {
  const cart = await currentCart()
  const count = (cart?.items ?? []).reduce((sum, item) => sum + item.quantity, 0)
  document.querySelector("#count").textContent = String(count)
}

async function showProducts() {
  const fields = "fields=id,title,description,*variants,*variants.calculated_price"
  const { products } = await store("GET", `/store/products?region_id=${config.regionId}&${fields}`)
  const add = (variant) => async (event) => {
    event.target.disabled = true
    const cart = await currentCart({ make: true })
    await store("POST", `/store/carts/${cart.id}/line-items`, {
      variant_id: variant.id,
      quantity: 1,
    })
    await showCount()
    event.target.disabled = false
  }
  const card = (product) => {
    const [variant] = product.variants
    return h(
      "article",
      { class: "card" },
      h("h2", {}, product.title),
      h("p", { class: "soft" }, product.description ?? ""),
      h("p", {}, money(variant.calculated_price.calculated_amount)),
      h("button", { onclick: add(variant), "data-sku": variant.sku }, "Add to basket")
    )
  }
  page.replaceChildren(
    h("h1", {}, "Everything for tea"),
    h("div", { class: "products" }, products.map(card))
  )
}

function summary(order) {
  const row = (name, amount, className) =>
    h("tr", { class: className }, h("td", {}, name), h("td", {}, money(amount)))
  return h(
    "table",
    {},
    (order.items ?? []).map((item) => row(`${item.quantity} × ${item.product_title}`, item.total)),
    order.shipping_total ? row("Shipping", order.shipping_total) : undefined,
    row("Total", order.total, "total")
  )
}

const field = (label, name, value, autocomplete) =>
  h("label", {}, label, h("input", { name, value, autocomplete, required: true }))

const PAYMENT_TYPES = [
  ["DEFERRED", "Deferred", "the card is authorised now and charged when the goods are sent"],
  ["AUTHENTICATE", "Authenticate", "the card is checked now and charged in parts later"],
  ["PAYMENT", "Payment", "the card is charged at once"],
]

/** Word for word what the shop keeps when the box is ticked. */
const CONSENT =
  "I agree that this shop may charge this card again for orders that I make by phone, until I say no."

function addressForm(pay) {
  const choice = ([type, name, meaning], index) =>
    h(
      "label",
      {},
      h("input", {
        type: "radio",
        name: "provider",
        value: config.providers[type],
        checked: index === 0,
      }),
      ` ${name}: ${meaning}`
    )
  return h(
    "form",
    { class: "card", id: "checkout", onsubmit: pay },
    h("h2", {}, "Where shall it go?"),
    field("E-mail", "email", "ann@example.com", "email"),
    h(
      "div",
      { class: "pair" },
      field("First name", "first_name", "Ann", "given-name"),
      field("Last name", "last_name", "Shopper", "family-name")
    ),
    field("Address", "address_1", "88", "address-line1"),
    h(
      "div",
      { class: "pair" },
      field("Town", "city", "London", "address-level2"),
      field("Postcode", "postal_code", "412", "postal-code")
    ),
    h("p", { class: "soft" }, "88 and 412 are what the gateway's test system takes as a match."),
    h("fieldset", {}, h("legend", {}, "How the shop charges"), PAYMENT_TYPES.map(choice)),
    h(
      "label",
      {},
      h("input", { type: "checkbox", name: "consent", value: CONSENT }),
      ` ${CONSENT}`
    ),
    h("button", { type: "submit", id: "pay" }, "Pay")
  )
}

async function showCheckout() {
  let cart = await currentCart()
  const said = new URLSearchParams(location.search).get("message")
  const notice = h("p", { class: "notice", role: "alert", hidden: !said }, said ?? "")
  if (!cart || cart.items.length === 0) {
    page.replaceChildren(
      notice,
      h("h1", {}, "The basket is empty"),
      h("a", { href: "/" }, "To the shop")
    )
    return
  }
  cart = await withShipping(cart)
  const pay = async (event) => {
    event.preventDefault()
    const button = event.target.querySelector("#pay")
    button.disabled = true
    notice.hidden = true
    const { email, provider, consent, ...address } = Object.fromEntries(new FormData(event.target))
    try {
      location.href = await startPayment(cart, {
        email,
        address: { ...address, country_code: "gb" },
        providerId: provider,
        consent,
      })
    } catch (error) {
      notice.textContent = error.message
      notice.hidden = false
      button.disabled = false
    }
  }
  page.replaceChildren(
    h("h1", {}, "Checkout"),
    notice,
    h("div", { class: "columns" }, addressForm(pay), h("section", { class: "card" }, summary(cart)))
  )
}

async function showOrder(id) {
  forgetCart()
  const fields = "fields=id,display_id,email,total,shipping_total,*items,items.total"
  const { order } = await store("GET", `/store/orders/${id}?${fields}`)
  page.replaceChildren(
    h("h1", {}, `Thank you: order ${order.display_id}`),
    h(
      "p",
      { class: "done", id: "confirmed" },
      `Your order is confirmed. We write to ${order.email}.`
    ),
    h("section", { class: "card" }, summary(order)),
    h("p", {}, h("a", { href: "/" }, "Buy something else"))
  )
}

async function show() {
  const order = location.pathname.match(/^\/order\/([^/]+)$/)
  if (order) await showOrder(order[1])
  else if (location.pathname === "/checkout") await showCheckout()
  else await showProducts()
  await showCount()
}

show().catch((error) => {
  page.replaceChildren(h("p", { class: "notice", role: "alert" }, error.message))
})
