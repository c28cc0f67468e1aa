import { Alert, Input, Select, Textarea } from "@medusajs/ui"
import { Field } from "../components/field"
import { useTexts } from "../lib/texts"
import type { Settings } from "../lib/types"
import { noteMistake, recognise, type AdoptForm } from "./adopt"

export type AdoptFieldsProps = {
  readonly form: AdoptForm
  readonly accounts: Settings["accounts"]
  /** What is missing is complained of once somebody has tried to send it. */
  readonly wasTried: boolean
  readonly isPending: boolean
  readonly onChange: (change: Partial<AdoptForm>) => void
}

export function AdoptFields({ form, accounts, wasTried, isPending, onChange }: AdoptFieldsProps) {
  const { t } = useTexts()
  const chosen = accounts.find(({ account }) => account === form.account)
  const noteText = () => {
    const mistake = noteMistake(form.note)
    if (mistake === "card") return t("common.card_here")
    return mistake && wasTried ? t("area.adopt.note_short") : undefined
  }
  return (
    <>
      <NameField form={form} wasTried={wasTried} isPending={isPending} onChange={onChange} />
      {accounts.length > 1 && (
        <Field label={t("common.account")}>
          {(given) => (
            <Select
              value={form.account}
              disabled={isPending}
              onValueChange={(account) => onChange({ account })}
            >
              <Select.Trigger {...given}>
                <Select.Value />
              </Select.Trigger>
              <Select.Content>
                {accounts.map(({ account, vendor }) => (
                  <Select.Item key={account} value={account}>
                    {`${account} (${vendor})`}
                  </Select.Item>
                ))}
              </Select.Content>
            </Select>
          )}
        </Field>
      )}
      {chosen && !chosen.reporting_configured && (
        <Alert variant="warning">{t("area.adopt.no_reporting")}</Alert>
      )}
      <Field label={t("area.adopt.note")} hint={t("common.reason_hint")} mistake={noteText()}>
        {(given) => (
          <Textarea
            {...given}
            rows={3}
            maxLength={500}
            value={form.note}
            disabled={isPending}
            placeholder={t("area.adopt.note_example")}
            onChange={(event) => onChange({ note: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

function NameField({ form, wasTried, isPending, onChange }: Omit<AdoptFieldsProps, "accounts">) {
  const { t } = useTexts()
  const recognised = recognise(form.text)
  const mistake = "mistake" in recognised ? recognised.mistake : undefined
  const isComplaint = mistake !== undefined && (wasTried || mistake !== "empty")
  const hint = () => {
    if (!("name" in recognised)) return t("area.adopt.name_hint")
    const isId = "vps_tx_id" in recognised.name
    return t(isId ? "area.adopt.is_id" : "area.adopt.is_code")
  }
  return (
    <Field
      label={t("area.adopt.name")}
      hint={hint()}
      mistake={isComplaint ? t(`area.adopt.mistakes.${mistake}`) : undefined}
    >
      {(given) => (
        <Input
          {...given}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={form.text}
          disabled={isPending}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      )}
    </Field>
  )
}
