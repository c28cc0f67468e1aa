import { readFileSync } from "node:fs"
import path from "node:path"
import { TX_STATES, TX_TYPES } from "../../protocol"
import { EFFECTS } from "./effects"
import { PROOFS, type Proof } from "./proofs"

const rows = Object.entries(PROOFS) as [keyof typeof PROOFS, Proof][]

describe("rule 2: what proves what", () => {
  it.each(rows)("%s: asks about what it made, if it makes anything", (verb, { ask, amount }) => {
    expect(ask).toBe(EFFECTS[verb].makes ? "made" : "target")
    expect(TX_TYPES[verb].makesTransaction).toBe(ask === "made")
    // What moves an amount of its own is adopted only with that amount; a VOID is of the whole.
    expect(amount).toBe(ask === "made" || verb === "RELEASE")
  })

  it.each(rows)("%s: a state proves one thing, and every state is known", (_, proof) => {
    const all = [...proof.happened, ...proof.refused, ...proof.untouched]
    expect(new Set(all).size).toBe(all.length)
    for (const state of all) expect(TX_STATES[state]).toBeDefined()
  })

  it.each(rows)("%s: what waits for the bank proves nothing", (_, proof) => {
    const all = [...proof.happened, ...proof.refused, ...proof.untouched]
    const open = Object.entries(TX_STATES).filter(([, { stage }]) => /page|waiting/.test(stage))
    expect(all.filter((state) => open.some(([id]) => Number(id) === state))).toEqual([])
  })

  it.each(rows)("%s: what it makes is refused only where no money was ever held", (verb, proof) => {
    if (proof.ask === "target") return
    for (const state of [...proof.refused, ...proof.untouched]) {
      expect(TX_STATES[state]?.stage).toBe("none")
    }
    for (const state of proof.happened) expect(TX_STATES[state]?.stage).not.toBe("none")
    expect(proof.happened.includes(14)).toBe(verb === "REPEATDEFERRED")
  })

  it("never sends again what takes or gives money by an amount", () => {
    const again = rows.filter(([, proof]) => proof.resend).map(([verb]) => verb)
    expect(again).toEqual(["ABORT", "VOID", "CANCEL"])
  })

  it("is in the documentation, word for word", () => {
    const file = path.resolve(__dirname, "../../../docs/money-rules.md")
    const docs = readFileSync(file, "utf8")
    for (const line of [...reportTable(), ...secondTable()]) expect(docs).toContain(line)
    const tables = docs.split("\n## ").find((part) => part.startsWith("2 ")) ?? ""
    const lines = tables.split("\n").filter((line) => line.startsWith("| "))
    expect(lines).toEqual([...reportTable(), ...secondTable()])
  })
})

function reportTable(): string[] {
  const states = (ids: readonly number[]) =>
    ids.length === 0 ? "–" : [...ids].sort((a, b) => a - b).join(", ")
  return [
    "| Message | asked about | it happened | it did not | counts the second time |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(([verb, proof]) => {
      const about =
        proof.ask === "made" ? "what it made, by VendorTxCode" : "its target, by VPSTxId"
      const happened = states(proof.happened) + (proof.amount ? ", with our amount" : "")
      const untouched =
        proof.ask === "made" ? `${states(proof.untouched)}, not found` : states(proof.untouched)
      return `| ${verb} | ${about} | ${happened} | ${states(proof.refused)} | ${untouched} |`
    }),
  ]
}

function secondTable(): string[] {
  const PROVES = {
    happened: "it happened",
    did_not: "it did not happen",
    nothing: "nothing: a person",
  }
  return [
    "| The first was | sent again | a second answer | proves |",
    "| --- | --- | --- | --- |",
    ...rows.flatMap(([verb, { resend, second }]) =>
      Object.entries(second).map(
        ([code, { proves, that }]) =>
          `| ${verb} | ${resend ? "yes" : "never"} | ${code}: ${that} | ${PROVES[proves]} |`
      )
    ),
  ]
}
