/** A payment from a card that was read out: in a modal, or alone on its page. */
import { useState } from "react"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Done } from "../lib/types"
import { CardFields } from "./card-fields"
import { describe } from "./details-section"
import { emptyDraft, firstAccount, forOrder } from "./draft"
import { FormFrame } from "./form-frame"
import { FormFault, Waiting } from "./form-states"
import { useCurrencies, useShopOrder } from "./queries"
import type { Hold } from "./sending"
import { chosenOrder } from "./shop-order"

export type ManualFormProps = {
  readonly orderId?: string | undefined
  readonly currency?: string | undefined
  readonly onDone: (answer: Done) => void
  /** Absent on a page of its own. */
  readonly onClose?: () => void
}

export function ManualForm(props: ManualFormProps) {
  const { t } = useTexts()
  const [hold, setHold] = useState<Hold>("nothing")
  return (
    <FormFrame
      title={t("cards.manual.title")}
      intro={t("cards.manual.intro")}
      isModal={props.onClose !== undefined}
      hold={hold}
    >
      <Loaded {...props} onHold={setHold} />
    </FormFrame>
  )
}

type LoadedProps = ManualFormProps & { readonly onHold: (hold: Hold) => void }

function Loaded({ orderId = "", currency, onHold, onDone, onClose }: LoadedProps) {
  const { t } = useTexts()
  const settings = useSettings()
  const currencies = useCurrencies()
  const read = useShopOrder(orderId)
  if (!settings.data || !currencies.data || (orderId !== "" && !read.data)) {
    const error = settings.error ?? currencies.error ?? read.error
    return error ? <FormFault error={error} /> : <Waiting />
  }
  const account = firstAccount(settings.data.accounts)
  const empty = emptyDraft(currency?.toUpperCase() ?? currencies.data[0] ?? "GBP", account)
  const order = read.data && chosenOrder(read.data.order, read.data.owed)
  return (
    <CardFields
      purpose="manual"
      start={order ? forOrder(empty, order, describe(t, order)) : empty}
      currencies={currencies.data}
      limitOf={(draft) => draft.order?.owedMinor}
      onHold={onHold}
      onDone={onDone}
      onClose={onClose}
    />
  )
}
