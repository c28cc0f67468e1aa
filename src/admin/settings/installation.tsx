import { Alert, Button, clx } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { installationView } from "../../api/admin/sagepay/views"
import { LoadError } from "../components/load-error"
import { WebAddress } from "../components/web-address"
import { ChoiceDrawer } from "../attention/choice-drawer"
import { read } from "../lib/api"
import { useTexts } from "../lib/texts"
import type { Settings } from "../lib/types"
import { confirmChoice } from "./confirm-choice"

type Installation = Pick<
  ReturnType<typeof installationView>,
  "account" | "known" | "present" | "matches"
>
const PLACE = ["backend_url", "vendor", "gateway_url"] as const

/** Shouts where this server is not the shop that its database belongs to; nothing where it is. */
export function InstallationAlert({ settings }: { readonly settings: Settings }) {
  const isAway = settings.accounts.some(({ installation_matches }) => !installation_matches)
  return isAway ? <Away maySettle={settings.may.settle} /> : null
}

function Away({ maySettle }: { readonly maySettle: boolean }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["sagepay", "installation"],
    queryFn: () => read<{ readonly installations: readonly Installation[] }>("/installation"),
  })
  if (error && !data) return <LoadError error={error} onRetry={() => void refetch()} />
  return data?.installations
    .filter(({ matches }) => !matches)
    .map((installation) => (
      <AwayAccount
        key={installation.account}
        installation={installation}
        isOne={data.installations.length === 1}
        maySettle={maySettle}
      />
    ))
}

type AwayAccountProps = {
  readonly installation: Installation
  readonly isOne: boolean
  readonly maySettle: boolean
}

function AwayAccount({ installation, isOne, maySettle }: AwayAccountProps) {
  const { t } = useTexts()
  const { account } = installation
  const [isOpen, setOpen] = useState(false)
  return (
    <Alert variant="error" className="p-4">
      <div className="flex flex-col items-start gap-y-3">
        <div className="flex flex-col gap-y-1">
          <h2 className="h2-core">
            {isOne
              ? t("settings.installation.title")
              : t("settings.installation.of_account", { account })}
          </h2>
          <p className="txt-small text-pretty">{t("settings.installation.text")}</p>
        </div>
        <Places {...installation} />
        <p className="txt-small text-pretty">{t("settings.installation.copy")}</p>
        {maySettle ? (
          <Button size="small" variant="danger" onClick={() => setOpen(true)}>
            {t("attention.choices.confirm.label")}
          </Button>
        ) : (
          <p className="txt-small text-ui-fg-subtle">{t("settings.installation.not_yours")}</p>
        )}
      </div>
      {isOpen && (
        <ChoiceDrawer
          about={{ kind: "another_shop", facts: {}, message: t("settings.installation.only_if") }}
          choice={confirmChoice(account)}
          onClose={() => setOpen(false)}
        />
      )}
    </Alert>
  )
}

function Places({ known, present }: Pick<Installation, "known" | "present">) {
  const { t } = useTexts()
  const sides = [
    { title: t("settings.installation.known"), place: known },
    { title: t("settings.installation.present"), place: present },
  ]
  return (
    <div className="grid w-full grid-cols-1 gap-3 sm:grid-cols-2">
      {sides.map(({ title, place }) => (
        <div key={title} className="bg-ui-bg-base flex flex-col gap-y-2 rounded-md border p-3">
          <h3 className="txt-small-plus">{title}</h3>
          <dl className="flex flex-col gap-y-1">
            {PLACE.map((name) => (
              <div key={name}>
                <dt className="txt-compact-xsmall text-ui-fg-subtle">
                  {t(`settings.installation.${name}`)}
                </dt>
                <dd
                  className={clx("txt-small", {
                    "text-ui-fg-error": known[name] !== present[name],
                  })}
                >
                  <WebAddress value={place[name]} />
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  )
}
