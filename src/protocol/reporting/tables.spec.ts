import { FIELDS, type Field } from "../fields"
import { STATES, TRANSACTION_KINDS, type TransactionState } from "../life"
import { NOTIFICATION_FIELDS, NOTIFICATION_STATUSES } from "../notification"
import { REPORTING_COMMANDS } from "./commands"
import { DETAIL_ELEMENTS } from "./detail-elements"
import { isLoginError, REPORTING_ERRORS } from "./errors"
import { kindOfReport } from "./transaction-types"
import { stateOfTxStateId, TX_STATES } from "./tx-states"

describe("txstateid", () => {
  it("has a row for each number from 1 to 41", () => {
    expect(Object.keys(TX_STATES).map(Number)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1))
  })

  it("agrees with the life of a transaction, both ways", () => {
    const fromLife = Object.entries(STATES).flatMap(([state, { txstateids }]) =>
      txstateids.map((id) => `${id} ${state}`)
    )
    const fromTable = Object.entries(TX_STATES).flatMap(([id, { states }]) =>
      states.map((state) => `${id} ${state}`)
    )
    expect(fromTable.sort()).toEqual(fromLife.sort())
  })

  it.each([
    [14, "DEFERRED", "deferred"],
    [16, "DEFERRED", "taken"],
    [16, "REFUND", "credited"],
    [16, "DIRECTREFUND", "credited"],
    [21, "AUTHENTICATE", "authenticated"],
    [23, "PAYMENT", undefined],
    [29, "PAYMENT", undefined],
    [99, "PAYMENT", undefined],
  ] as const)("%d of a %s is %s", (id, kind, state) => {
    expect(stateOfTxStateId(id, kind)).toBe(state)
  })

  it("says held and taken exactly where our states do", () => {
    const stagesOf = (...states: TransactionState[]) =>
      new Set(
        Object.values(TX_STATES)
          .filter((row) => row.states.some((state) => states.includes(state)))
          .map(({ stage }) => stage)
      )
    expect([...stagesOf("deferred", "authenticated")]).toEqual(["held"])
    expect([...stagesOf("taken", "credited")]).toEqual(["taken"])
    expect([...stagesOf("voided", "aborted", "cancelled", "spent", "lapsed")]).toEqual(["undone"])
    expect([...stagesOf("declined", "rejected", "abandoned", "failed")]).toEqual(["none"])
  })

  it("names only statuses that there are", () => {
    const statuses = Object.values(TX_STATES).flatMap(({ status }) => status ?? [])
    const known: readonly string[] = [...NOTIFICATION_STATUSES, "INVALID", "3DAUTH"]
    expect(statuses.filter((status) => !known.includes(status))).toEqual([])
  })
})

describe("transaction types", () => {
  it.each([
    ["Payment", "PAYMENT"],
    ["Deferred", "DEFERRED"],
    ["RepeatDeferred", "REPEATDEFERRED"],
    ["REPEATDEFERRED", "REPEATDEFERRED"],
    ["Repeat Deferred", "REPEATDEFERRED"],
    ["PreAuth", undefined],
    ["constructor", undefined],
    ["", undefined],
  ])("%j is %s", (written, kind) => {
    expect(kindOfReport(written)).toBe(kind)
  })

  it("knows all of ours", () => {
    expect(TRANSACTION_KINDS.map((kind) => kindOfReport(kind.toLowerCase()))).toEqual([
      ...TRANSACTION_KINDS,
    ])
  })
})

describe("the elements of a detail", () => {
  it("are each there once", () => {
    const names = DETAIL_ELEMENTS.map(({ element }) => element)
    expect(new Set(names).size).toBe(names.length)
  })

  it("keep nothing secret but the SecurityKey, which has a field of its own", () => {
    const kept = DETAIL_ELEMENTS.filter(({ field, result }) => field ?? result)
    expect(kept.filter(({ secret }) => secret).map(({ element }) => element)).toEqual([
      "securitykey",
    ])
  })

  it("give results the names of notification fields that are no secret", () => {
    const names: readonly string[] = NOTIFICATION_FIELDS.map(({ field }) => field)
    for (const { result } of DETAIL_ELEMENTS) {
      if (result === undefined) continue
      expect(names).toContain(result)
      const field: Field | undefined = FIELDS[result as keyof typeof FIELDS]
      expect(field?.secret).toBeUndefined()
    }
  })
})

describe("error codes", () => {
  it("are four digits, and only two of them lock a user", () => {
    const codes = Object.keys(REPORTING_ERRORS)
    expect(codes.filter((code) => !/^\d{4}$/.test(code))).toEqual([])
    expect(codes.filter(isLoginError)).toEqual(["0008", "0010"])
  })

  it("say 'not found' only with codes of the table that are nothing else", () => {
    for (const { notFound } of Object.values(REPORTING_COMMANDS)) {
      for (const code of notFound) {
        expect(REPORTING_ERRORS[code]).toEqual({ meaning: expect.stringContaining("no ") })
      }
    }
    expect(REPORTING_COMMANDS.getTransactionDetail.notFound).not.toContain("0044")
  })
})
