import { QueryClient, QueryObserver } from "@tanstack/react-query"
import { orderQuery } from "./queries"

/** As the dashboard has it. */
const STALE_MS = 90_000

it("a form that is opened again waits for what the order owes by now", async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: STALE_MS } } })
  let owed = 500
  const query = { ...orderQuery("order_1"), queryFn: () => Promise.resolve(owed) }
  const opened = () =>
    new Promise<unknown[]>((resolve) => {
      const seen: unknown[] = []
      const form = new QueryObserver(client, query)
      const close = form.subscribe(({ data, fetchStatus }) => {
        seen.push(data)
        if (fetchStatus !== "idle") return
        close()
        resolve(seen.filter((one) => one !== undefined))
      })
    })
  expect(await opened()).toEqual([500])
  await new Promise((resolve) => setTimeout(resolve, 20))
  owed = 0
  expect(await opened()).toEqual([0])
  client.clear()
})
