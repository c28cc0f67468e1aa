import { CheckCircleSolid } from "@medusajs/icons"
import { Button, Container, Heading, Text } from "@medusajs/ui"
import { useState } from "react"
import { useSearchParams } from "react-router-dom"
import { useAttention } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { ChosenDrawer, type Chosen } from "./chosen-drawer"
import { EntriesPage, PAGE_SIZE, pageQuery } from "./entries-page"
import { KindFilter } from "./kind-filter"

/** Everything that needs a person, newest first. */
export function AttentionList() {
  const [params, setParams] = useSearchParams()
  const kind = params.get("kind") ?? undefined
  const choose = (next: string | undefined) =>
    setParams(next === undefined ? {} : { kind: next }, { replace: true })
  const [chosen, setChosen] = useState<Chosen>()
  return (
    <>
      <Container className="divide-y p-0">
        <Header kind={kind} onChange={choose} />
        <Pages key={kind} kind={kind} onChoose={setChosen} onShowAll={() => choose(undefined)} />
      </Container>
      <ChosenDrawer chosen={chosen} onClose={() => setChosen(undefined)} />
    </>
  )
}

type HeaderProps = {
  readonly kind: string | undefined
  readonly onChange: (kind: string | undefined) => void
}

function Header({ kind, onChange }: HeaderProps) {
  const { t } = useTexts()
  return (
    <div className="flex flex-col justify-between gap-x-6 gap-y-3 px-6 py-4 sm:flex-row sm:items-center">
      <div className="flex flex-col gap-y-1">
        <Heading level="h1">{t("attention.title")}</Heading>
        <Text size="small" className="text-ui-fg-subtle text-pretty">
          {t("attention.subtitle")}
        </Text>
      </div>
      <KindFilter kind={kind} onChange={onChange} />
    </div>
  )
}

type PagesProps = {
  readonly kind: string | undefined
  readonly onChoose: (chosen: Chosen) => void
  readonly onShowAll: () => void
}

function Pages({ kind, onChoose, onShowAll }: PagesProps) {
  const { t } = useTexts()
  const [pages, setPages] = useState(1)
  const { data } = useAttention(pageQuery(kind, 0))
  if (data?.count === 0) return <Empty isFiltered={kind !== undefined} onShowAll={onShowAll} />
  const offsets = Array.from({ length: pages }, (_, page) => page * PAGE_SIZE)
  const shown = Math.min(pages * PAGE_SIZE, data?.count ?? 0)
  return (
    <>
      {offsets.map((offset) => (
        <EntriesPage key={offset} kind={kind} offset={offset} onChoose={onChoose} />
      ))}
      {data && data.count > PAGE_SIZE && (
        <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
          <Text size="small" className="text-ui-fg-subtle" role="status">
            {t("attention.shown", { shown, count: data.count })}
          </Text>
          {shown < data.count && (
            <Button size="small" variant="secondary" onClick={() => setPages(pages + 1)}>
              {t("common.more")}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

type EmptyProps = { readonly isFiltered: boolean; readonly onShowAll: () => void }

function Empty({ isFiltered, onShowAll }: EmptyProps) {
  const { t } = useTexts()
  return (
    <div className="flex flex-col items-center gap-y-3 px-6 py-16 text-center" role="status">
      <CheckCircleSolid className="text-ui-tag-green-icon" aria-hidden />
      <Text weight="plus">
        {isFiltered ? t("attention.empty.of_kind") : t("attention.empty.title")}
      </Text>
      {isFiltered ? (
        <Button size="small" variant="secondary" onClick={onShowAll}>
          {t("attention.empty.show_all")}
        </Button>
      ) : (
        <Text size="small" className="text-ui-fg-subtle max-w-md text-pretty">
          {t("attention.empty.text")}
        </Text>
      )}
    </div>
  )
}
