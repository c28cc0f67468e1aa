import { Container, Heading } from "@medusajs/ui"
import { useId, useState } from "react"
import { faultOf } from "../lib/api"
import { useAttention } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { LoadFailed } from "../panel/load-failed"
import { ChosenDrawer, type Chosen } from "./chosen-drawer"
import { Entry } from "./entry"

/** More than any one order has. */
const MOST = 50
/** What has come right leaves the list by itself. */
const EVERY_MS = 60_000

export type AttentionEntriesProps = { readonly orderId?: string | undefined }

/** What needs a person about one order; nothing at all when nothing does. */
export function AttentionEntries({ orderId }: AttentionEntriesProps) {
  return orderId === undefined ? null : <OfOrder orderId={orderId} />
}

function OfOrder({ orderId }: { readonly orderId: string }) {
  const { t } = useTexts()
  const id = useId()
  const { data, error, refetch } = useAttention({ order_id: orderId, limit: MOST }, EVERY_MS)
  const [chosen, setChosen] = useState<Chosen>()
  if (error && !data) {
    if (faultOf(error).kind === "forbidden") return null
    const text = t("attention.load_failed")
    return <LoadFailed text={text} error={error} onRetry={() => void refetch()} />
  }
  return (
    <>
      {data && data.count > 0 && (
        <Container role="region" aria-labelledby={id} className="divide-y p-0">
          <Heading level="h2" id={id} className="px-6 py-4">
            {t("attention.title")}
          </Heading>
          {data.attention.map((entry) => (
            <Entry
              key={entry.id}
              entry={entry}
              compact
              onChoose={(choice) => setChosen({ entry, choice })}
            />
          ))}
        </Container>
      )}
      <ChosenDrawer chosen={chosen} onClose={() => setChosen(undefined)} />
    </>
  )
}
