import { CheckCircleSolid, ExclamationCircleSolid, XCircleSolid } from "@medusajs/icons"
import { Badge, Text } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import { verdictOf, type Check, type Verdict } from "./self-test-result"

const ICONS: Readonly<
  Record<Verdict, { readonly Icon: typeof CheckCircleSolid; readonly colour: string }>
> = {
  passed: { Icon: CheckCircleSolid, colour: "text-ui-tag-green-icon" },
  unclear: { Icon: ExclamationCircleSolid, colour: "text-ui-tag-orange-icon" },
  failed: { Icon: XCircleSolid, colour: "text-ui-tag-red-icon" },
}

export type CheckLineProps = {
  readonly check: Check
  /** Named where there are several. */
  readonly account: string | null
}

export function CheckLine({ check, account }: CheckLineProps) {
  const { t } = useTexts()
  const verdict = verdictOf(check)
  const { Icon, colour } = ICONS[verdict]
  return (
    <li className="flex items-start gap-x-3 px-6 py-3">
      <Icon className={`${colour} mt-0.5 shrink-0`} aria-hidden />
      <div className="flex min-w-0 flex-1 flex-col gap-y-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Text as="span" size="small" weight="plus">
            {t(`settings.checks.${check.name}`, { defaultValue: check.name })}
          </Text>
          {account && <Badge size="2xsmall">{account}</Badge>}
          <Text as="span" size="small" className="text-ui-fg-subtle">
            {t(`settings.self_test.verdicts.${verdict}`)}
          </Text>
        </div>
        <Text size="small" className="text-ui-fg-subtle text-pretty break-words">
          {check.message}
        </Text>
        {check.todo && (
          <Text size="small" className="text-pretty break-words">
            <strong className="font-medium">{t("settings.self_test.todo")}</strong> {check.todo}
          </Text>
        )}
      </div>
    </li>
  )
}
