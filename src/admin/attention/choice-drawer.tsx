import { Alert, Skeleton, Text, usePrompt } from "@medusajs/ui"
import { useState } from "react"
import { refusalText } from "../actions/refusal"
import { FaultAlert } from "../components/fault-alert"
import { FormDrawer } from "../components/form-drawer"
import { Resumed } from "../components/resumed"
import { faultOf } from "../lib/api"
import { useTexts } from "../lib/texts"
import type { AttentionEntry } from "../lib/types"
import { choiceText } from "./choice-text"
import { ChoiceField } from "./choice-field"
import { isConfirmed, type Choice } from "./choices"
import { bodyOf, fieldsOf, mistakeIn, type Values } from "./fields"
import { amountOf, prefilled } from "./known"
import { useKnown } from "./use-known"
import { useSending } from "./use-sending"

export type ChoiceDrawerProps = {
  readonly about: Pick<AttentionEntry, "kind" | "facts" | "message">
  readonly choice: Choice
  readonly onClose: () => void
}

/** Says what a choice does to the money, asks for what it needs, and sends it. Nothing typed outlives it. */
export function ChoiceDrawer({ about, choice, onClose }: ChoiceDrawerProps) {
  const texts = useTexts()
  const { t } = texts
  const text = choiceText(t, about.kind, choice)
  const { data, isPending, isSuccess, error } = useKnown(choice)
  const known = data ?? undefined
  const sending = useSending(choice, text.label, onClose)
  const isSure = useConfirmation(about.kind, choice, text)
  const [typed, setTyped] = useState<Values>({})
  const [tried, setTried] = useState(false)
  const { fault, after, resumed } = sending
  const isPossible = isSuccess && known?.refusal === undefined
  const fields = fieldsOf(choice)
  const values: Values = { ...prefilled(about, choice, fields, known), ...typed }

  const submit = async () => {
    setTried(true)
    if (fields.some((field) => mistakeIn(field, values[field.name] ?? "", known))) return
    const minor = amountOf(fields, values, known)
    const amount = minor && known ? texts.money(minor, known.currency) : undefined
    if (await isSure(amount)) sending.send(bodyOf(choice, values, known))
  }

  return (
    <FormDrawer
      title={text.label}
      description={text.what}
      submit={text.label}
      pending={sending.pending}
      blocked={!isPossible || after?.isOver || resumed?.onSame !== undefined}
      onSubmit={() => void submit()}
      onClose={sending.close}
    >
      <Text size="small" className="bg-ui-bg-subtle text-pretty break-words rounded-md border p-3">
        {about.message}
      </Text>
      {isPending && <Skeleton className="h-16 w-full" />}
      {resumed && <Resumed {...resumed} />}
      {error && <FaultAlert fault={faultOf(error)} heading={t("common.load.failed")} />}
      {known?.refusal && <Alert variant="warning">{refusalText(texts, known.refusal)}</Alert>}
      {isPossible &&
        fields.map((field) => (
          <ChoiceField
            key={field.name}
            field={field}
            value={values[field.name] ?? ""}
            money={known}
            tried={tried}
            disabled={sending.pending}
            onChange={(value) => setTyped((now) => ({ ...now, [field.name]: value }))}
          />
        ))}
      {fault && (
        <FaultAlert
          fault={fault}
          heading={after?.heading && t(`attention.fault.${after.heading}`)}
        />
      )}
    </FormDrawer>
  )
}

/** Asks once more before money moves. */
function useConfirmation(kind: string, choice: Choice, { label, what }: Record<string, string>) {
  const { t } = useTexts()
  const prompt = usePrompt()
  return async (amount: string | undefined): Promise<boolean> =>
    !isConfirmed(kind, choice) ||
    prompt({
      variant: "confirmation",
      title: amount
        ? t("attention.confirm.amount", { label, amount })
        : t("attention.confirm.title", { label }),
      description: what ?? "",
      confirmText: label,
      cancelText: t("common.back"),
    })
}
