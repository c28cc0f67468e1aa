import type { Page } from "playwright-core"
import { adminStore, type AdminStore } from "../helpers/admin-store"
import { hireStaff, type Look, type Staff } from "./staff"

/** What the parts of a suite share: a built store with the packed plugin, and people at its admin. */
export type Suite = {
  readonly store: AdminStore
  /** A page of somebody who is logged in. */
  sitDown(look?: Look): Promise<Page>
  /**
   * The next message of this kind is carried out, its answer is lost, and from then on reports cannot be had: so
   * nobody knows of it, until the gateway may be heard again.
   */
  loseAnswer(txType: string): void
  /** Reports cannot be had: what nobody knows stays unknown. */
  hideReports(): void
  hearAgain(): void
}

/** Building the store is the most of it; on a machine that does much else it takes its time. */
const BUILD_MS = 900_000

/** One call per spec file. */
export function describeAdmin(name: string, parts: (suite: Suite) => void): void {
  describe(name, () => {
    const store = adminStore()
    const pages: Page[] = []
    let staff: Staff | undefined
    const hearAgain = () => {
      store.gateway.clearFaults()
      store.gateway.faultPlan(undefined)
    }

    beforeAll(async () => {
      await store.start()
      staff = await hireStaff(store)
    }, BUILD_MS)

    afterAll(async () => {
      await staff?.goHome()
      await store.stop()
    })

    afterEach(async () => {
      hearAgain()
      for (const page of pages.splice(0)) await page.close()
      expect(staff?.mishaps()).toEqual([])
    })

    parts({
      store,
      sitDown: async (look) => {
        if (!staff) throw new Error("Nobody is there before the store is")
        const page = await staff.sitDown(look)
        pages.push(page)
        return page
      },
      loseAnswer: (txType) => {
        let isLost = false
        store.gateway.faultPlan((request) => {
          if (isLost) return request.txType === "reporting" ? { fault: "http_500" } : undefined
          isLost = request.txType === txType
          return isLost ? { fault: "act_then_reset" } : undefined
        })
      },
      hideReports: () =>
        store.gateway.faultPlan(({ txType }) =>
          txType === "reporting" ? { fault: "http_500" } : undefined
        ),
      hearAgain,
    })
  })
}
