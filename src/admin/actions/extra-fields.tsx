/** What is seldom needed with a charge anew: folded away, unless something in it is wrong. */
import { TriangleDownMini, TriangleRightMini } from "@medusajs/icons"
import { Text } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTexts } from "../lib/texts"
import { ADDRESS_NEEDS, ADDRESS_PARTS, countryName, type AddressPart, type Extras } from "./extras"
import { Line } from "./line"
import type { ActionFormState } from "./use-action-form"
import { hasWrongExtra } from "./values"

export function ExtraFields({ form }: { readonly form: ActionFormState }) {
  const { t } = useTexts()
  const id = useId()
  const [isOpened, setOpened] = useState(false)
  const isOpen = isOpened || (form.isTried && hasWrongExtra(form.mistakes))
  const Mark = isOpen ? TriangleDownMini : TriangleRightMini
  return (
    <section className="flex flex-col gap-y-4">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        className="txt-small-plus focus-visible:shadow-borders-focus flex w-fit items-center gap-x-1 rounded-md outline-none"
        onClick={() => setOpened(!isOpen)}
      >
        <Mark className="text-ui-fg-muted" />
        {t("actions.extras.title")}
      </button>
      {isOpen && (
        <div id={id} className="flex flex-col gap-y-4">
          <Fields form={form} />
        </div>
      )}
    </section>
  )
}

function Fields({ form }: { readonly form: ActionFormState }) {
  const { t } = useTexts()
  const { subject, values, setValues, mistakes, isTried } = form
  const { extras } = values
  const set = (given: Partial<Extras>) => setValues({ ...values, extras: { ...extras, ...given } })
  const mistake = (name: "description" | "cv2") => {
    if (mistakes.cards.has(name)) return t("common.card_here")
    return isTried && mistakes.others.has(name) ? t(`actions.extras.${name}_wrong`) : undefined
  }
  return (
    <>
      <Line
        label={t("common.description")}
        hint={t("actions.extras.description_hint")}
        mistake={mistake("description")}
        optional
        maxLength={100}
        value={extras.description}
        onChange={(description) => set({ description })}
      />
      {subject.protocol !== "2.22" && (
        <>
          <Line
            label={t("actions.extras.cv2")}
            hint={t("actions.extras.cv2_hint")}
            mistake={mistake("cv2")}
            optional
            masked
            inputMode="numeric"
            maxLength={4}
            value={extras.cv2}
            onChange={(cv2) => set({ cv2: cv2.replaceAll(/\D/g, "") })}
          />
          <DeliveryFields form={form} onChange={(delivery) => set({ delivery })} />
        </>
      )}
    </>
  )
}

type DeliveryProps = {
  readonly form: ActionFormState
  readonly onChange: (delivery: Extras["delivery"]) => void
}

function DeliveryFields({ form, onChange }: DeliveryProps) {
  const { t, language } = useTexts()
  const { delivery } = form.values.extras
  const { cards, others } = form.mistakes
  const mistake = (part: AddressPart) => {
    if (cards.has(`delivery.${part}`)) return t("common.card_here")
    if (!form.isTried || !others.has(`delivery.${part}`)) return undefined
    return t(
      part === "country_code" ? "actions.extras.country_wrong" : "actions.extras.part_missing"
    )
  }
  return (
    <fieldset className="flex flex-col gap-y-2">
      <legend className="txt-small-plus">{t("actions.extras.delivery")}</legend>
      <Text size="small" className="text-ui-fg-subtle text-pretty">
        {t("actions.extras.delivery_hint")}
      </Text>
      <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2">
        {ADDRESS_PARTS.map((part) => (
          <Line
            key={part}
            label={t(`actions.address.${part}`)}
            hint={part === "country_code" ? countryName(delivery[part], language) : undefined}
            optional={!ADDRESS_NEEDS.has(part)}
            mistake={mistake(part)}
            maxLength={part === "country_code" ? 2 : 200}
            value={delivery[part]}
            onChange={(text) => onChange({ ...delivery, [part]: text })}
          />
        ))}
      </div>
    </fieldset>
  )
}
