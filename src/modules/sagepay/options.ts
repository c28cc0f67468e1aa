/** The plugin's options, checked at boot: a wrong one stops it with one sentence per mistake. */
import { z } from "@medusajs/framework/zod"
import { currencyDigits } from "../../protocol/money"

const MINUTE = 60_000

const origin = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, ""), {
    message: "must be an origin like https://shop.example, without a path",
  })

const httpUrl = (what: string) =>
  z.string().refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
    message: `must be ${what}, starting with http:// or https://`,
  })

/** What the addresses of the shop's pages may have filled in. */
export const PLACEHOLDERS = [
  "status",
  "message",
  "retry",
  "cart_id",
  "order_id",
  "vendor_tx_code",
  "country_code",
] as const

const template = z
  .string()
  .refine(
    (text) =>
      /^https?:\/\/[^/?#{}\\@]+([/?#]|$)/i.test(text) && URL.canParse(text.replaceAll(/[{}]/g, "")),
    {
      message:
        "must be the full address of a page of the shop; {cart_id} and the like are filled in",
    }
  )
  .refine(
    (text) =>
      [...text.matchAll(/\{(\w*)\}/g)].every(([, name]) =>
        PLACEHOLDERS.some((known) => known === name)
      ),
    { message: `may have filled in only ${PLACEHOLDERS.map((name) => `{${name}}`).join(", ")}` }
  )

const encryptionKey = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,16}$/, {
    message: "must be 1 to 16 letters, digits, - or _",
  }),
  key: z.string().refine((text) => Buffer.from(text, "base64").length === 32, {
    message: "must be 32 random bytes in base64 (openssl rand -base64 32)",
  }),
})

const text = (what: string) =>
  z
    .string()
    .min(1, { message: `must be ${what} of the reporting login` })
    .max(100)

export const AUTO_CAPTURE = ["fulfilment", "shipment", "delivery", "off"] as const
export const DEFERRED_SPLIT = ["ask", "all", "refuse"] as const
export const CANCELLED_FULFILMENT = ["void_or_ask", "refund", "ask"] as const
export const BEFORE_LAPSE = ["warn", "capture", "renew"] as const

export const TRANSACTION_TYPES = ["DEFERRED", "AUTHENTICATE", "PAYMENT"] as const

const accountShape = {
  vendor: z.string().regex(/^[A-Za-z0-9]{1,15}$/, {
    message: "must be the vendor name of the account: 1 to 15 letters and digits",
  }),
  environment: z.enum(["test", "live"]).optional(),
  gateway_url: httpUrl("the gateway's base address").optional(),
  protocol: z.enum(["3.00", "4.00"]).default("4.00"),
  /** A user of the gateway's admin site with reporting rights: what is unknown is asked for, books are compared. */
  reporting: z
    .strictObject({ user: text("the user name"), password: text("the password") })
    .optional(),
}

const ceilings = z
  .record(z.string(), z.number().int().positive())
  .refine((given) => Object.keys(given).length > 0, { message: "needs at least one currency" })
  .refine(
    (given) =>
      Object.keys(given).every(
        (code) => /^[A-Z]{3}$/.test(code) && currencyDigits(code) !== undefined
      ),
    {
      message: "has amounts in minor units by currency, as { GBP: 20000 }",
    }
  )

/** DIRECTREFUND gives money to any card, so nothing of it works without its limits (docs/cards.md). */
const directRefund = z
  .strictObject({ ceiling_minor: ceilings, day_ceiling_minor: ceilings })
  .refine(
    ({ ceiling_minor, day_ceiling_minor }) =>
      Object.keys(ceiling_minor).sort().join() === Object.keys(day_ceiling_minor).sort().join(),
    { path: ["day_ceiling_minor"], message: "must have the same currencies as ceiling_minor" }
  )

/** A user of Medusa's, by e-mail address or by id. An empty list is nobody. */
const people = z.array(
  z.string().regex(/^(user_\w+|[^\s@]+@[^\s@]+)$/, {
    message: "must be an e-mail address or the id of a user (user_...)",
  })
)

const flag = z.enum(["0", "1", "2", "3"])

export const optionsSchema = z
  .strictObject({
    ...accountShape,
    accounts: z.record(z.string(), z.strictObject(accountShape)).default({}),
    transaction_type: z.enum(TRANSACTION_TYPES).default("DEFERRED"),
    backend_url: httpUrl("the public address of the Medusa server")
      .transform((text) => text.replace(/\/+$/, ""))
      .refine((text) => text.length <= 200, { message: "must be at most 200 characters" }),
    encryption_keys: z.array(encryptionKey).min(1, { message: "needs at least one key" }),
    storefront: z.strictObject({
      success_url: template,
      failure_url: template,
      allowed_origins: z.array(origin).default([]),
    }),
    connect_timeout_ms: z.number().int().positive().default(5_000),
    reply_timeout_ms: z
      .number()
      .int()
      .positive()
      .max(2 * MINUTE)
      .default(MINUTE),
    /** How long the client listens for a reply after its caller has had the time-out. */
    late_reply_ms: z
      .number()
      .int()
      .min(1_000)
      .max(10 * MINUTE)
      .default(2 * MINUTE),
    /** How long a request whose answer was lost waits for what the gateway says when asked about it. */
    resolve_patience_ms: z.number().int().min(0).max(MINUTE).default(8_000),
    notification_deadline_ms: z.number().int().min(500).max(30_000).default(8_000),
    void_unsettled: z.boolean().default(true),
    /** When an order's money is captured by itself (rule 12). */
    auto_capture: z.enum(AUTO_CAPTURE).default("fulfilment"),
    /** A DEFERRED payment is released only once: what happens where its order ships in parts. */
    deferred_split: z.enum(DEFERRED_SPLIT).default("ask"),
    /** A fulfilment is cancelled whose money was taken by itself. */
    cancelled_fulfilment: z.enum(CANCELLED_FULFILMENT).default("void_or_ask"),
    /** How many days before a hold lapses the shop is told. */
    hold_warning_days: z.array(z.number().int().min(1).max(60)).default([5, 1]),
    /** What is done with a hold that is about to lapse, besides telling. */
    before_lapse: z.enum(BEFORE_LAPSE).default("warn"),
    hold_quiet_period_minutes: z.number().int().min(1).default(30),
    description: z.string().min(1).max(100).default("Online order"),
    vendor_tx_code_prefix: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{0,12}$/, { message: "may have 12 letters, digits, _ . or -" })
      .default("medusa"),
    profile: z.enum(["NORMAL", "LOW"]).default("NORMAL"),
    apply_avs_cv2: flag.optional(),
    apply_3d_secure: flag.optional(),
    allow_repeats: z.boolean().default(false),
    send_basket: z.boolean().default(true),
    direct_refund: directRefund.optional(),
    /** Who may type in cards; without a list every administrator. */
    staff: z
      .strictObject({ manual: people.optional(), direct_refund: people.optional() })
      .optional(),
  })
  .superRefine((options, context) => {
    const ids = options.encryption_keys.map((key) => key.id)
    if (new Set(ids).size !== ids.length) {
      context.addIssue({ code: "custom", path: ["encryption_keys"], message: "has an id twice" })
    }
    for (const name of ["", "default"].filter((name) => Object.hasOwn(options.accounts, name))) {
      context.addIssue({
        code: "custom",
        path: ["accounts"],
        message: `has an account named "${name}", and that is the account without a name, above: give it another`,
      })
    }
    const accounts = { ...options.accounts, "": options }
    for (const [name, account] of Object.entries(accounts)) {
      if ((account.environment === undefined) === (account.gateway_url === undefined)) {
        context.addIssue({
          code: "custom",
          path: name === "" ? ["environment"] : ["accounts", name, "environment"],
          message: 'must be "test" or "live", unless gateway_url is given instead',
        })
      }
    }
  })

export type SagepayOptions = z.output<typeof optionsSchema>
export type TransactionTypeOption = (typeof TRANSACTION_TYPES)[number]
export type Account = Pick<
  SagepayOptions,
  "vendor" | "environment" | "gateway_url" | "protocol" | "reporting"
>

/** Reads the options or throws one error that lists every mistake. `database` is Medusa's own addition. */
export function readOptions(raw: Record<string, unknown> | undefined): SagepayOptions {
  const { database: _database, ...given } = raw ?? {}
  const parsed = optionsSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(
    (issue) => `  - ${issue.path.join(".") || "options"}: ${issue.message}.`
  )
  throw new Error(
    `medusa-payment-sagepay cannot start, its options are wrong:\n${mistakes.join("\n")}`
  )
}

/** An address is a convenience only: undefined when nobody is named by one. */
export function staffWarning({ staff }: Pick<SagepayOptions, "staff">): string | undefined {
  const lists = Object.entries(staff ?? {}).filter(([, list]) => list?.some(isAddress))
  if (lists.length === 0) return undefined
  const names = lists.map(([name]) => `staff.${name}`).join(" and ")
  return (
    `${names} has e-mail addresses. Whoever accepts an invitation to Medusa may choose any address that is free, so an ` +
    `address keeps nobody out; only the ids of users (user_...) do.`
  )
}

const isAddress = (name: string): boolean => name.includes("@")

/** The default account has no name. */
export function accountOf(options: SagepayOptions, name: string | null): Account {
  if (!name) return options
  const account = Object.hasOwn(options.accounts, name) ? options.accounts[name] : undefined
  if (!account) {
    throw new Error(
      `The Sage Pay account "${name}" is not among the options' accounts. Nothing was sent.`
    )
  }
  return account
}

const providerSchema = z.strictObject({
  account: z.string().optional(),
  transaction_type: z.enum(TRANSACTION_TYPES).optional(),
})
export type ProviderOptions = z.output<typeof providerSchema>

export function readProviderOptions(raw: Record<string, unknown> | undefined): ProviderOptions {
  const parsed = providerSchema.safeParse(raw ?? {})
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(
    (issue) => `  - ${issue.path.join(".") || "options"}: ${issue.message}.`
  )
  throw new Error(
    `The Sage Pay payment provider takes only "account" and "transaction_type":\n${mistakes.join("\n")}`
  )
}
