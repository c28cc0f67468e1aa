/** The form itself, for either purpose; whoever renders it has read what it starts with. */
import { toast, usePrompt } from "@medusajs/ui"
import { useEffect, useRef, type ReactNode } from "react"
import { Resumed } from "../components/resumed"
import { useTexts } from "../lib/texts"
import type { Done } from "../lib/types"
import { AccountSection } from "./account-section"
import { AddressSection } from "./address-section"
import { CardSection } from "./card-section"
import { DetailsSection } from "./details-section"
import type { Draft, Purpose } from "./draft"
import { Column } from "./form-frame"
import { TextField } from "./inputs"
import { amountOf } from "./mistakes"
import type { Hold } from "./sending"
import { SendFooter } from "./send-footer"
import { Fold } from "./section"
import { UnknownNotice } from "./unknown-notice"
import { useCardForm, type CardForm } from "./use-card-form"
import { useConsequence } from "./use-consequence"

export type CardFieldsProps = {
  readonly purpose: Purpose
  readonly start: Draft
  readonly currencies: readonly string[]
  readonly limitOf: (draft: Draft) => number | undefined
  readonly onHold: (hold: Hold) => void
  readonly onDone: (answer: Done) => void
  readonly onClose: (() => void) | undefined
  /** Said before anything is asked. */
  readonly children?: ReactNode
}

export function CardFields(props: CardFieldsProps) {
  const { purpose, start, currencies, limitOf, onHold, onDone, onClose, children } = props
  const { t, money, dateTime } = useTexts()
  const prompt = usePrompt()
  const sentenceOf = useConsequence(purpose)
  const amountIn = ({ amount, currency }: Draft) => money(amountOf(amount, currency) ?? 0, currency)
  const form = useCardForm({
    purpose,
    start,
    limitOf,
    onHold,
    confirm: (draft) =>
      prompt({
        variant: purpose === "manual" ? "confirmation" : "danger",
        title: t(`cards.${purpose}.sure`, { amount: amountIn(draft) }),
        description: sentenceOf(draft),
        confirmText: t(`cards.${purpose}.send_amount`, { amount: amountIn(draft) }),
        cancelText: t("common.cancel"),
      }),
    onDone: (draft, answer, { isHere, before }) => {
      if (before === undefined) {
        toast.success(t(`cards.${purpose}.done`, { amount: amountIn(draft) }), {
          description: answer.medusa_is_level === false ? t("cards.level_follows") : undefined,
        })
      } else toast.warning(t("common.done_before", { time: dateTime(before) }))
      if (isHere) onDone(answer)
    },
  })
  const fields = useFocusOnMistake(form.attempts)
  const { sending } = form
  if (sending.phase === "unknown" && sending.answer) {
    return <UnknownNotice answer={sending.answer} onClose={onClose} />
  }
  return (
    <>
      {sending.earlier !== "none" && (
        <Column>
          <Resumed
            text={t("cards.resumed")}
            onSame={sending.earlier === "unasked" ? form.saySame : undefined}
            onAfresh={form.sayNew}
          />
        </Column>
      )}
      {children && <Column>{children}</Column>}
      <Column>
        {/* What may have moved money is sent again as it was. */}
        <fieldset
          ref={fields}
          disabled={sending.phase !== "open" || sending.isDoubtful}
          // What has the focus is not hidden behind the footer.
          className="flex min-w-0 flex-col gap-y-8 [&_:is(input,textarea,button)]:scroll-mb-52"
        >
          <DetailsSection
            form={form}
            currencies={currencies}
            isOrderFixed={start.order !== undefined}
          />
          <CardSection form={form} />
          <AccountSection form={form} />
          {purpose === "manual" && <Folded form={form} />}
        </fieldset>
      </Column>
      <SendFooter form={form} onCancel={onClose} />
    </>
  )
}

/** To the first field that is wrong, each time that somebody tried to send it. */
function useFocusOnMistake(attempts: number) {
  const fields = useRef<HTMLFieldSetElement>(null)
  useEffect(() => {
    if (attempts === 0) return
    fields.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
  }, [attempts])
  return fields
}

function Folded({ form }: { readonly form: CardForm }) {
  const { t } = useTexts()
  const { draft, patch, leave, mistakeOf } = form
  const { order } = draft
  return (
    <div className="flex flex-col gap-y-2">
      <AddressSection
        title={t("cards.address.billing")}
        value={draft.billing}
        offered={order?.billing}
        mistake={mistakeOf("billing")}
        onChange={(billing) => patch({ billing })}
      />
      <AddressSection
        title={t("cards.address.delivery")}
        value={draft.delivery}
        offered={order?.delivery}
        mistake={mistakeOf("delivery")}
        onChange={(delivery) => patch({ delivery })}
      />
      <Fold
        title={t("cards.email.title")}
        summary={draft.email.trim() || t("cards.address.empty")}
        isForcedOpen={mistakeOf("email") !== undefined}
      >
        <div className="sm:col-span-2">
          <TextField
            label={t("cards.email.title")}
            hint={t("cards.email.hint")}
            value={draft.email}
            maxLength={255}
            inputMode="email"
            mistake={mistakeOf("email")}
            onChange={(email) => patch({ email })}
            onLeave={() => leave("email")}
          />
        </div>
      </Fold>
    </div>
  )
}
