import { addressParts } from "./address-parts"

it.each([
  ["https://api.shop.test", ["https://", "api.shop.test"]],
  [
    "https://shop.test/{country_code}/order?id={order_id}&paid=1#top",
    ["https://", "shop.test/", "{country_code}/", "order", "?id={order_id}", "&paid=1", "#top"],
  ],
  ["http://localhost:9000/hooks/", ["http://", "localhost:9000/", "hooks/"]],
  ["", [""]],
])("%j breaks into %j", (address, parts) => {
  expect(addressParts(address)).toEqual(parts)
  expect(addressParts(address).join("")).toBe(address)
})
