import type { Pressed } from "../helpers/checkout"
import type { Store } from "../helpers/store"

export type CheckoutSuite = ReturnType<typeof checkoutOf>

/** What reaches the gateway when Pay is pressed. */
export function checkoutOf(store: Store) {
  const gateway = () => store.simulator.control
  const registrations = () =>
    gateway()
      .requests()
      .filter(({ service }) => service.includes("vspserver-register"))

  const expectRefused = (
    pressed: Pressed,
    status: number,
    words: RegExp,
    before = registrations().length
  ) => {
    expect(pressed).toMatchObject({ status, body: { message: expect.stringMatching(words) } })
    expect(pressed.body.message).toMatch(/nothing (more )?was charged/i)
    expect(registrations()).toHaveLength(before)
  }

  return { store, gateway, registrations, expectRefused }
}
