import type { AttentionItem } from "../../src/modules/sagepay/attention-list"
import { deskOf } from "../helpers/books"
import { ledgerOf } from "../helpers/checkout"
import type { Answer } from "../helpers/http"
import type { Store } from "../helpers/store"

export type List = { attention: AttentionItem[]; count: number; limit: number; offset: number }
export type Suite = ReturnType<typeof suiteOf>

/** What the parts of the suite share: one booted store, and short words for what they do to it. */
export function suiteOf(store: Store) {
  const desk = deskOf(store)
  const gateway = () => store.simulator.control
  const list = (query = "") => store.admin.get<List>(`/admin/sagepay/attention${query}`)
  const post = (path: string, body?: object) =>
    store.admin.request("POST", `/admin/sagepay/${path}`, body)
  const words = ({ status, body }: Answer) => [status, body.message]

  /** Sends what a choice offers, with what a person would fill in. */
  async function choose(item: AttentionItem | undefined, id: string, filledIn: object = {}) {
    const choice = item?.choices.find((offered) => offered.id === id)
    if (!choice) throw new Error(`${id} is not offered: ${item?.choices.map((c) => c.id).join()}`)
    const fixed = Object.entries(choice.body.properties).flatMap(([name, field]) =>
      field.const === undefined ? [] : [[name, field.const]]
    )
    const body = { ...Object.fromEntries(fixed), ...filledIn }
    expect(Object.keys(body)).toEqual(expect.arrayContaining([...choice.body.required]))
    return store.admin.request(choice.method, choice.path, body)
  }

  const raise = (kind: string, subject_id: string, more: object = {}) =>
    ledgerOf(store).raise({ kind, subject_id, message: `About ${subject_id}.`, ...more })

  return { store, desk, gateway, list, post, words, choose, raise }
}
