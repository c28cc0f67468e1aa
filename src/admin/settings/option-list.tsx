import { useTexts } from "../lib/texts"
import { choiceOf, daysOf, duration, GROUPS, type OptionRow, type Options } from "./options"
import { Row } from "./row"
import { Section } from "./section"

/** The options in words, by what they are about. */
export function OptionList({ options }: { readonly options: Options }) {
  const { t } = useTexts()
  return (Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((group) => (
    <Section key={group} title={t(`settings.groups.${group}`)}>
      <dl className="divide-y">
        {GROUPS[group].map((row) => (
          <Row
            key={row.name}
            label={t(`settings.options.${row.name}.label`)}
            meaning={t(`settings.options.${row.name}.meaning`)}
            option={row.name}
          >
            <Value row={row} value={options[row.name]} />
          </Row>
        ))}
      </dl>
    </Section>
  ))
}

type ValueProps = { readonly row: OptionRow; readonly value: Options[keyof Options] }

function Value({ row, value }: ValueProps) {
  const { t, language } = useTexts()
  switch (row.as) {
    case "flag":
      return value === true ? t("common.yes") : t("common.no")
    case "choice":
      return t(`settings.options.${row.name}.values.${choiceOf(value)}`)
    case "ms":
      return duration(Number(value), language)
    case "minutes":
      return duration(Number(value) * 60_000, language)
    case "days": {
      const days = daysOf(Array.isArray(value) ? value : [], language)
      return days === ""
        ? t("settings.warning.never_told")
        : t("settings.warning.before_end", { days })
    }
    case "text":
      return String(value)
  }
}
