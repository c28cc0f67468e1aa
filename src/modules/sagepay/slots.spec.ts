import { inSlot, Slots, withSlots } from "./slots"

/** Messages that are answered one by one, in the order in which they left. */
function gateway() {
  const open: ((reply: string) => void)[] = []
  const seen = { most: 0, sent: 0 }
  const send = () => {
    seen.sent++
    return new Promise<string>((resolve) => {
      open.push(resolve)
      seen.most = Math.max(seen.most, open.length)
    })
  }
  const answer = () => open.shift()?.("OK")
  return { send, answer, seen, atOnce: () => open.length }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

it("lets as many out at a time as there are slots, and the next as each is answered", async () => {
  const { send, answer, seen, atOnce } = gateway()
  const slots = new Slots(2)
  const replies = Promise.all([1, 2, 3, 4, 5].map(() => withSlots(slots, () => inSlot(send))))
  await turn()
  expect(seen.sent).toBe(2)
  answer()
  await turn()
  expect([seen.sent, atOnce()]).toEqual([3, 2])
  while (atOnce() > 0) {
    answer()
    await turn()
  }
  await expect(replies).resolves.toHaveLength(5)
  expect(seen).toEqual({ sent: 5, most: 2 })
})

it("frees the slot of what fails", async () => {
  const slots = new Slots(1)
  const failing = slots.hold(() => Promise.reject(new Error("lost")))
  const after = slots.hold(() => Promise.resolve("sent"))
  await expect(failing).rejects.toThrow("lost")
  await expect(after).resolves.toBe("sent")
  await expect(slots.hold(() => Promise.resolve("and again"))).resolves.toBe("and again")
})

it("limits nothing outside, and each piece of work by its own slots", async () => {
  const { send, answer, seen } = gateway()
  const [one, other] = [new Slots(1), new Slots(1)]
  const all = [
    inSlot(send),
    inSlot(send),
    withSlots(one, send),
    withSlots(other, () => inSlot(send)),
  ]
  await turn()
  expect(seen.sent).toBe(4)
  for (const _ of all) answer()
  await Promise.all(all)
})
