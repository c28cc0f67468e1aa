import { Copy, Text } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { AttentionEntry, Transaction } from "../lib/types"
import { factsOf, type Fact } from "./facts"

/** What to search for and to compare, for whoever looks into it. */
export function EntryDetails({ entry }: { readonly entry: AttentionEntry }) {
  return <Facts facts={factsOf(entry)} currency={entry.currency_code ?? undefined} />
}

type FactsProps = { readonly facts: readonly Fact[]; readonly currency: string | undefined }

function Facts({ facts, currency }: FactsProps) {
  const { t } = useTexts()
  const shown = facts.filter(({ as }) => as !== "money" || currency !== undefined)
  if (shown.length === 0) {
    return (
      <Text size="small" className="text-ui-fg-subtle">
        {t("attention.details.none")}
      </Text>
    )
  }
  return (
    <dl className="bg-ui-bg-subtle grid grid-cols-1 gap-x-4 gap-y-1 rounded-md border p-3 sm:grid-cols-[max-content_1fr]">
      {shown.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="txt-compact-small text-ui-fg-subtle">
            {t(`attention.facts.${fact.name}`)}
          </dt>
          <dd className="txt-compact-small min-w-0 break-words max-sm:mb-2">
            <Value fact={fact} currency={currency} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value({ fact, currency }: { readonly fact: Fact; readonly currency: string | undefined }) {
  const { t, money, dateTime } = useTexts()
  if (fact.as === "money") return currency ? money(fact.minor, currency) : null
  if (fact.as === "state") {
    return t(`common.states.${fact.text as Transaction["state"]}`, { defaultValue: fact.text })
  }
  if (fact.as === "time") {
    const isTime = !Number.isNaN(Date.parse(fact.text))
    return isTime ? <time dateTime={fact.text}>{dateTime(fact.text)}</time> : fact.text
  }
  if (fact.as === "word") return fact.text
  const label = t(`attention.facts.${fact.name}`)
  return (
    <span className="flex items-start gap-x-1">
      <span className="min-w-0 break-all font-mono">{fact.text}</span>
      <Copy
        content={fact.text}
        className="text-ui-fg-muted shrink-0"
        aria-label={`${label}: ${fact.text}`}
      />
    </span>
  )
}
