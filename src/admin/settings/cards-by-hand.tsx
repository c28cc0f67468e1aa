import { StatusBadge } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import { ceilingsOf, whoMay, type Options, type Who } from "./options"
import { Row } from "./row"
import { Section } from "./section"

/** Who may type in a card, and how much may be given to one. */
export function CardsByHand({ options }: { readonly options: Options }) {
  const { t, money } = useTexts()
  return (
    <Section title={t("settings.cards.title")} text={t("settings.cards.text")}>
      <dl className="divide-y">
        <Row
          label={t("settings.cards.manual.label")}
          meaning={t("settings.cards.manual.meaning")}
          option="staff.manual"
        >
          <People who={whoMay("manual", options)} />
        </Row>
        <Row
          label={t("settings.cards.direct_refund.label")}
          meaning={t("settings.cards.direct_refund.meaning")}
          option="direct_refund, staff.direct_refund"
        >
          <People who={whoMay("direct_refund", options)} />
          {ceilingsOf(options).map(({ currency, oneMinor, dayMinor }) => (
            <span key={currency}>
              {t("settings.cards.ceiling", {
                one: money(oneMinor, currency),
                day: money(dayMinor, currency),
              })}
            </span>
          ))}
        </Row>
      </dl>
    </Section>
  )
}

function People({ who }: { readonly who: Who }) {
  const { t } = useTexts()
  if (who.is !== "named") {
    const color = who.is === "everybody" ? "orange" : "grey"
    return <StatusBadge color={color}>{t(`settings.cards.who.${who.is}`)}</StatusBadge>
  }
  return (
    <>
      <ul className="flex flex-col gap-y-1">
        {who.people.map((person) => (
          <li key={person} className="break-all">
            {person}
          </li>
        ))}
      </ul>
      {who.hasAddress && (
        <span className="text-ui-fg-subtle text-pretty">{t("settings.cards.addresses")}</span>
      )}
    </>
  )
}
