import { Container, Heading, Skeleton, Text } from "@medusajs/ui"
import { LoadError } from "../components/load-error"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { Accounts } from "./accounts"
import { Addresses } from "./addresses"
import { CardsByHand } from "./cards-by-hand"
import { InstallationAlert } from "./installation"
import { EncryptionKeys, Providers } from "./keys-and-providers"
import { OptionList } from "./option-list"
import { SelfTest } from "./self-test"

/** What is configured, and whether it works. Nothing is changed here. */
export function SettingsPage() {
  const { data: settings, error, refetch } = useSettings()
  if (error && !settings) {
    return (
      <Container className="p-0">
        <LoadError error={error} onRetry={() => void refetch()} />
      </Container>
    )
  }
  return (
    <div className="flex flex-col gap-y-3">
      <Header />
      {settings && <InstallationAlert settings={settings} />}
      {settings ? (
        <>
          <SelfTest maySettle={settings.may.settle} />
          <Accounts accounts={settings.accounts} />
          <Addresses {...settings} />
          <Providers providers={settings.providers} />
          <OptionList options={settings.options} />
          <CardsByHand options={settings.options} />
          <EncryptionKeys ids={settings.encryption_key_ids} />
        </>
      ) : (
        <Loading />
      )}
    </div>
  )
}

function Header() {
  const { t } = useTexts()
  return (
    <Container className="flex flex-col gap-y-1 px-6 py-4">
      <Heading level="h1">{t("settings.title")}</Heading>
      <Text size="small" className="text-ui-fg-subtle text-pretty">
        {t("settings.subtitle")}
      </Text>
    </Container>
  )
}

function Loading() {
  const { t } = useTexts()
  return (
    <Container role="status" aria-label={t("common.loading")} className="flex flex-col gap-y-4 p-6">
      <Skeleton className="h-6 w-1/3" />
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="h-4 w-1/2" />
      <Skeleton className="h-4 w-2/3" />
    </Container>
  )
}
