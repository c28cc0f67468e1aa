/**
 * Until the login has been accepted once, questions go one at a time: a wrong password in a dozen
 * questions at once would be a dozen failed logins, and those lock the user.
 */
export class Turns {
  private free = false
  private taken = false
  private readonly waiting = new Set<() => void>()

  /** False when the deadline came first. After true, `leave` must follow. */
  async enter(signal: AbortSignal): Promise<boolean> {
    while (this.taken && !this.free && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.waiting.delete(wake)
          signal.removeEventListener("abort", wake)
          resolve()
        }
        this.waiting.add(wake)
        signal.addEventListener("abort", wake)
      })
    }
    if (signal.aborted) return false
    this.taken = true
    return true
  }

  /** `accepted`: the gateway has let this login in, so that nobody waits any more. */
  leave(accepted: boolean): void {
    this.taken = false
    this.free ||= accepted
    for (const wake of [...this.waiting]) wake()
  }
}
