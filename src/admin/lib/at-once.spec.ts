import { MutationObserver, onlineManager, QueryClient } from "@tanstack/react-query"
import { AT_ONCE } from "./at-once"

const turns = () => new Promise((resolve) => setTimeout(resolve, 20))

afterEach(() => onlineManager.setOnline(true))

it("what is pressed while the browser is offline fails, and is not sent later nor kept", async () => {
  const client = new QueryClient()
  client.mount()
  onlineManager.setOnline(false)
  const mutationFn = jest.fn(() => Promise.reject(new TypeError("Failed to fetch")))
  const form = new MutationObserver(client, { ...AT_ONCE, mutationFn })
  const close = form.subscribe(() => undefined)
  await expect(form.mutate()).rejects.toThrow("Failed to fetch")
  close()
  onlineManager.setOnline(true)
  await turns()
  expect(mutationFn).toHaveBeenCalledTimes(1)
  expect(client.getMutationCache().getAll()).toEqual([])
  client.unmount()
})
