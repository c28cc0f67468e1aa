import { CannotUnsealError, Sealer } from "./sealing"

const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte).toString("base64") })
const OLD = key("2025", 1)
const NEW = key("2026", 2)
const ID = "{E3A7AB0B-8BC8-4F3B-8C3E-3B4B2D0E0001}"

describe("sealing", () => {
  it("opens what it sealed, and seals the same secret differently every time", () => {
    const sealer = new Sealer([NEW])
    const [one, two] = [sealer.seal("ABCDEFGHIJ", ID), sealer.seal("ABCDEFGHIJ", ID)]
    expect(one).not.toBe(two)
    expect([sealer.open(one, ID), sealer.open(two, ID)]).toEqual(["ABCDEFGHIJ", "ABCDEFGHIJ"])
    expect(one).not.toContain("ABCDEFGHIJ")
  })

  it("rotates: the first key seals, all open", () => {
    const before = new Sealer([OLD]).seal("ABCDEFGHIJ", ID)
    const rotated = new Sealer([NEW, OLD])
    expect(rotated.open(before, ID)).toBe("ABCDEFGHIJ")
    expect(rotated.seal("ABCDEFGHIJ", ID).split(".")[1]).toBe("2026")
  })

  it("says which key is missing", () => {
    const before = new Sealer([OLD]).seal("ABCDEFGHIJ", ID)
    const open = () => new Sealer([NEW]).open(before, ID)
    expect(open).toThrow(CannotUnsealError)
    expect(open).toThrow(/encryption key "2025", which is not in encryption_keys/)
  })

  it("opens nothing with another key under the same id", () => {
    const before = new Sealer([OLD]).seal("ABCDEFGHIJ", ID)
    expect(() => new Sealer([key("2025", 9)]).open(before, ID)).toThrow(CannotUnsealError)
  })

  it("opens nothing that was copied to another row", () => {
    const sealer = new Sealer([NEW])
    const sealed = sealer.seal("ABCDEFGHIJ", ID)
    expect(() => sealer.open(sealed, ID.replace("0001", "0002"))).toThrow(CannotUnsealError)
  })

  it.each(["iv", "tag", "secret"])("opens nothing whose %s was changed", (part) => {
    const sealer = new Sealer([NEW])
    const parts = sealer.seal("ABCDEFGHIJ", ID).split(".")
    const at = { iv: 2, tag: 3, secret: 4 }[part] ?? 0
    const bytes = Buffer.from(parts[at] ?? "", "base64url")
    bytes[0] = (bytes[0] ?? 0) ^ 1
    parts[at] = bytes.toString("base64url")
    expect(() => sealer.open(parts.join("."), ID)).toThrow(CannotUnsealError)
  })

  it.each(["iv", "tag"])("opens nothing whose %s was cut short", (part) => {
    const sealer = new Sealer([NEW])
    const parts = sealer.seal("ABCDEFGHIJ", ID).split(".")
    const at = part === "iv" ? 2 : 3
    parts[at] = (parts[at] ?? "").slice(0, 6)
    expect(() => sealer.open(parts.join("."), ID)).toThrow(CannotUnsealError)
  })

  it.each(["", "ABCDEFGHIJ", "s1.2026", "s2.2026.a.b.c", "s1.2026...c"])(
    "opens nothing that it did not make: %p",
    (value) => {
      expect(() => new Sealer([NEW]).open(value, ID)).toThrow(CannotUnsealError)
    }
  )
})
