import { canonicalVpsTxId } from "./vps-tx-id"

const CANONICAL = "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}"

describe("canonicalVpsTxId", () => {
  it.each([
    CANONICAL,
    CANONICAL.slice(1, -1),
    CANONICAL.toLowerCase(),
    ` ${CANONICAL.slice(1, -1).toLowerCase()} `,
  ])("%j", (id) => {
    expect(canonicalVpsTxId(id)).toBe(CANONICAL)
  })

  it.each(["", "{}", "0F4B1D6E", `${CANONICAL}x`, CANONICAL.replace("0F", "0G")])(
    "%j is no id",
    (id) => {
      expect(canonicalVpsTxId(id)).toBeUndefined()
    }
  )
})
