import { Alert, Button, Text } from "@medusajs/ui"
import { useMutation } from "@tanstack/react-query"
import { send } from "../lib/api"
import { useRefresh } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { SelfTest as Result } from "../lib/types"
import { LoadError } from "../components/load-error"
import { CheckLine } from "./check-line"
import { Section } from "./section"
import { hasSeveralAccounts, inOrder, summaryOf, type Verdict } from "./self-test-result"

const VARIANT: Readonly<Record<Verdict, "success" | "warning" | "error">> = {
  passed: "success",
  unclear: "warning",
  failed: "error",
}

/** Looks whether payments can work, and says what to do where they cannot. */
export function SelfTest({ maySettle }: { readonly maySettle: boolean }) {
  const { t } = useTexts()
  const refresh = useRefresh()
  const test = useMutation({
    mutationFn: () => send<Result>("/self-test", {}),
    onSuccess: refresh,
  })
  const run = () => test.mutate()
  return (
    <Section
      title={t("settings.self_test.title")}
      text={t("settings.self_test.text")}
      action={
        maySettle && (
          <Button size="small" variant="secondary" isLoading={test.isPending} onClick={run}>
            {test.data ? t("settings.self_test.again") : t("settings.self_test.run")}
          </Button>
        )
      }
    >
      {!maySettle && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("settings.self_test.not_yours")}
        </Text>
      )}
      {test.isPending && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4" role="status">
          {t("settings.self_test.running")}
        </Text>
      )}
      {test.error && <LoadError error={test.error} onRetry={run} />}
      {test.data && !test.isPending && <Results result={test.data} />}
    </Section>
  )
}

function Results({ result }: { readonly result: Result }) {
  const { t } = useTexts()
  const { verdict, count } = summaryOf(result)
  const several = hasSeveralAccounts(result.checks)
  return (
    <>
      <div className="px-6 py-4">
        <Alert variant={VARIANT[verdict]} role="status">
          {t(`settings.self_test.summary.${verdict}`, { count })}
        </Alert>
      </div>
      <ul className="divide-y">
        {inOrder(result.checks).map((check) => (
          <CheckLine
            key={`${check.name} ${check.account ?? ""}`}
            check={check}
            account={several ? check.account : null}
          />
        ))}
      </ul>
    </>
  )
}
