import { Text, clx } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { Payment } from "../lib/types"
import { figuresOf, isTooMuchBack, partsOf, type Figure, type Part } from "./money-parts"

const COLOURS: Readonly<Record<Part, string>> = {
  left: "bg-ui-tag-green-icon",
  refunded: "bg-ui-tag-blue-icon",
  held: "bg-ui-tag-orange-icon",
}

/** Four figures, and what they are of the payment as a bar. */
export function MoneyGlance({ payment }: { readonly payment: Payment }) {
  const { t } = useTexts()
  const figures = figuresOf(payment)
  // Two and two, so that a narrow place has two rows of two.
  const pairs = [figures.slice(0, 2), figures.slice(2)].filter(({ length }) => length > 0)
  return (
    <section aria-label={t("panel.money.title")} className="flex flex-col gap-y-3 px-6 py-4">
      <div className="flex flex-wrap gap-3">
        {pairs.map((pair) => (
          <dl key={pair[0]?.key} className="grid min-w-0 flex-1 basis-44 grid-cols-2 gap-x-3">
            {pair.map((figure) => (
              <FigureCell key={figure.key} figure={figure} currency={payment.money.currency_code} />
            ))}
          </dl>
        ))}
      </div>
      <div
        aria-hidden
        className="bg-ui-bg-component flex h-1.5 w-full overflow-hidden rounded-full"
      >
        {partsOf(payment).map(([part, percent]) => (
          <div key={part} className={COLOURS[part]} style={{ width: `${percent}%` }} />
        ))}
      </div>
      {isTooMuchBack(payment) && (
        <Text size="small" className="text-ui-fg-error">
          {t("panel.money.too_much_back")}
        </Text>
      )}
    </section>
  )
}

type FigureCellProps = { readonly figure: Figure; readonly currency: string }

function FigureCell({ figure: { key, minor, part }, currency }: FigureCellProps) {
  const { t, money } = useTexts()
  return (
    <div className="flex min-w-0 flex-col gap-y-0.5">
      <Text size="xsmall" leading="compact" className="text-ui-fg-subtle" asChild>
        <dt className="flex items-center gap-x-1.5">
          {part && (
            <span aria-hidden className={clx("size-2 shrink-0 rounded-sm", COLOURS[part])} />
          )}
          {t(`panel.money.${key}`)}
        </dt>
      </Text>
      <Text
        size="small"
        leading="compact"
        weight={minor === 0 ? "regular" : "plus"}
        className={clx("tabular-nums", {
          "text-ui-fg-subtle": minor === 0,
          "text-ui-fg-error": minor < 0,
        })}
        asChild
      >
        <dd>{money(minor, currency)}</dd>
      </Text>
    </div>
  )
}
