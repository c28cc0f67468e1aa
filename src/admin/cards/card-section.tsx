/** The card itself, as it was read out. */
import { CARD_TYPES, type CardType } from "../../protocol/card-types"
import { useTexts } from "../lib/texts"
import { showExpiry } from "./expiry"
import { NumberField, SelectField, TextField } from "./inputs"
import { digitsIn, recognised, securityDigits } from "./number"
import { Section } from "./section"
import { typeOf } from "./mistakes"
import type { CardForm } from "./use-card-form"

const TYPES = Object.keys(CARD_TYPES) as CardType[]

export function CardSection({ form }: { readonly form: CardForm }) {
  const { t } = useTexts()
  const { draft, patchCard, leave, mistakeOf } = form
  const { card } = draft
  return (
    <Section title={t("cards.card.title")} hint={t("cards.card.hint")}>
      <NumberField
        label={t("cards.card.number")}
        value={card.number}
        mistake={mistakeOf("number")}
        onChange={(number) => patchCard({ number })}
        onLeave={() => leave("number")}
      />
      <TypeField form={form} />
      <TextField
        label={t("cards.card.expiry")}
        placeholder={t("cards.card.expiry_form")}
        value={card.expiry}
        maxLength={9}
        inputMode="text"
        mistake={mistakeOf("expiry")}
        onChange={(expiry) => patchCard({ expiry })}
        onLeave={() => {
          patchCard({ expiry: showExpiry(card.expiry) })
          leave("expiry")
        }}
      />
      {form.purpose === "manual" && <SecurityField form={form} />}
      <div className={form.purpose === "manual" ? "sm:col-span-2" : undefined}>
        <TextField
          label={t("cards.card.holder")}
          hint={t("cards.card.holder_hint")}
          value={card.holder}
          maxLength={100}
          mistake={mistakeOf("holder")}
          onChange={(holder) => patchCard({ holder })}
          onLeave={() => leave("holder")}
        />
      </div>
    </Section>
  )
}

function TypeField({ form }: { readonly form: CardForm }) {
  const { t } = useTexts()
  const { card } = form.draft
  const read = recognised(card.number)
  const auto = read
    ? t("cards.card.type_read", { type: t(`cards.types.${read}`) })
    : t("cards.card.type_auto")
  return (
    <SelectField
      label={t("cards.card.type")}
      hint={t("cards.card.type_hint")}
      value={card.type}
      options={[
        { value: "auto", label: auto },
        ...TYPES.map((type) => ({ value: type, label: t(`cards.types.${type}`) })),
      ]}
      mistake={form.mistakeOf("type")}
      onChange={(type) => form.patchCard({ type })}
    />
  )
}

function SecurityField({ form }: { readonly form: CardForm }) {
  const { t } = useTexts()
  const digits = securityDigits(typeOf(form.draft))
  return (
    <TextField
      label={t("cards.card.cv2")}
      hint={digits === 4 ? t("cards.card.cv2_four") : t("cards.card.cv2_three")}
      optional
      value={form.draft.card.cv2}
      maxLength={4}
      inputMode="numeric"
      mistake={form.mistakeOf("cv2")}
      onChange={(cv2) => form.patchCard({ cv2: digitsIn(cv2) })}
      onLeave={() => form.leave("cv2")}
    />
  )
}
