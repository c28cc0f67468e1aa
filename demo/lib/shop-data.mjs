/** What the demo's shop sells, and where. */
export const DEMO_SHOP = {
  regions: [
    {
      name: "United Kingdom",
      currency: "gbp",
      countries: ["gb"],
      providers: [
        "pp_sagepay_sagepay",
        "pp_sagepay_authenticate",
        "pp_sagepay_payment",
        "pp_system_default",
      ],
    },
  ],
  products: [
    {
      title: "Teapot",
      sku: "TEAPOT",
      price: 25,
      stock: 10_000,
      description: "Brown, for four cups. Pours without dripping.",
    },
    {
      title: "Cup and saucer",
      sku: "CUP",
      price: 9.99,
      stock: 10_000,
      description: "White, thin, and chips if you look at it.",
    },
    {
      title: "Assam, 250 g",
      sku: "ASSAM",
      price: 6.35,
      stock: 10_000,
      description: "Strong enough for milk.",
    },
  ],
  shipping: 5,
}

export const PROVIDERS = {
  DEFERRED: "pp_sagepay_sagepay",
  AUTHENTICATE: "pp_sagepay_authenticate",
  PAYMENT: "pp_sagepay_payment",
}
