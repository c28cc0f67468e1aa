import { CheckCircle, ExclamationCircle, MinusCircle, QuestionMarkCircle } from "@medusajs/icons"
import { Text } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { Check } from "../lib/types"
import { resultKey } from "./check-words"
import { Section } from "./section"
import type { Icon } from "./tones"

type Look = {
  readonly Icon: Icon
  readonly colour: string
}

const LOOKS: Readonly<Record<Check["verdict"], Look>> = {
  good: { Icon: CheckCircle, colour: "text-ui-tag-green-icon" },
  bad: { Icon: ExclamationCircle, colour: "text-ui-tag-red-icon" },
  neutral: { Icon: MinusCircle, colour: "text-ui-fg-muted" },
  unknown: { Icon: QuestionMarkCircle, colour: "text-ui-tag-orange-icon" },
}

export type ChecksProps = { readonly checks: readonly Check[]; readonly title?: string }

/** What the bank and the gateway found out about the card, for whoever decides whether to ship. */
export function Checks({ checks, title }: ChecksProps) {
  const { t } = useTexts()
  if (checks.length === 0) return null
  return (
    <Section title={title ?? t("panel.checks.title")}>
      <dl className="flex flex-col gap-y-2">
        {checks.map((check) => (
          <CheckLine key={check.name} check={check} />
        ))}
      </dl>
    </Section>
  )
}

function CheckLine({ check }: { readonly check: Check }) {
  const { t } = useTexts()
  const { Icon, colour } = LOOKS[check.verdict]
  const key = resultKey(check)
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-3">
      <Text size="small" leading="compact" className="text-ui-fg-subtle" asChild>
        <dt>{t(`panel.checks.names.${check.name}`)}</dt>
      </Text>
      <Text size="small" leading="compact" asChild>
        <dd className="flex items-start gap-x-2">
          <Icon aria-hidden className={`mt-0.5 shrink-0 ${colour}`} />
          <span className="min-w-0 break-words">
            <span className="sr-only">{t(`panel.checks.verdicts.${check.verdict}`)}: </span>
            {key ? t(key) : t("panel.checks.unknown", { value: check.value })}
          </span>
        </dd>
      </Text>
    </div>
  )
}
