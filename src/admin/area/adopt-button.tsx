import { Button, toast } from "@medusajs/ui"
import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { useNavigate } from "react-router-dom"
import { FaultAlert } from "../components/fault-alert"
import { FormDrawer } from "../components/form-drawer"
import { AT_ONCE } from "../lib/at-once"
import { faultOf, send } from "../lib/api"
import { useRefresh } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Done, Settings, Transaction } from "../lib/types"
import { bodyOf, newForm, type AdoptForm } from "./adopt"
import { AdoptFields } from "./adopt-fields"

type Adopted = Done & { readonly transactions?: readonly Transaction[] }
type Accounts = Settings["accounts"]

/** Takes a payment that the shop never saw into its books. */
export function AdoptButton({ accounts }: { readonly accounts: Accounts }) {
  const { t } = useTexts()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="small" variant="secondary" onClick={() => setOpen(true)}>
        {t("area.adopt.button")}
      </Button>
      {isOpen && <AdoptDrawer accounts={accounts} onClose={() => setOpen(false)} />}
    </>
  )
}

type AdoptDrawerProps = {
  readonly accounts: Accounts
  readonly onClose: () => void
}

function AdoptDrawer({ accounts, onClose }: AdoptDrawerProps) {
  const { t } = useTexts()
  const [form, setForm] = useState<AdoptForm>(() => newForm(accounts))
  const [wasTried, setTried] = useState(false)
  const { adopt, isPending, error } = useAdopt(onClose)
  const fault = error ? faultOf(error) : undefined
  const submit = () => {
    setTried(true)
    const body = bodyOf(form)
    if (body) adopt(body)
  }
  return (
    <FormDrawer
      title={t("area.adopt.title")}
      description={t("area.adopt.meaning")}
      submit={t("area.adopt.send")}
      pending={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <AdoptFields
        form={form}
        accounts={accounts}
        wasTried={wasTried}
        isPending={isPending}
        onChange={(change) => setForm({ ...form, ...change })}
      />
      {fault && (
        <FaultAlert
          fault={fault}
          heading={t(fault.kind === "unclear" ? "area.adopt.unclear" : "area.adopt.failed")}
        />
      )}
    </FormDrawer>
  )
}

function useAdopt(onDone: () => void) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const refresh = useRefresh()
  const { mutate, isPending, error } = useMutation({
    ...AT_ONCE,
    mutationFn: (body: object) => send<Adopted>("/transactions/adopt", body),
    onSuccess: async ({ transaction, transactions = [], message }) => {
      await refresh()
      onDone()
      if (!transaction) {
        toast.warning(t("common.unknown"), { description: message })
        return
      }
      toast.success(t("area.adopt.done", { count: transactions.length + 1 }))
      await navigate(`/sagepay/transactions/${transaction.id}`)
    },
  })
  return { adopt: mutate, isPending, error }
}
