import type { Dispatcher } from "undici"

/** What certainly happened to one HTTP request. */
export type Exchanged =
  | { readonly kind: "response"; readonly httpStatus: number; readonly body: Uint8Array }
  | { readonly kind: "never_sent"; readonly cause: Error }
  | { readonly kind: "lost"; readonly cause: Error }
  | { readonly kind: "no_reply"; readonly late: Promise<Exchanged | undefined> }

export type ExchangeLimits = {
  /** How long to wait for a socket: queue, DNS, connection, TLS. Milliseconds. */
  readonly waitMs: number
  /** From the first byte sent to the last byte received. Milliseconds. */
  readonly replyMs: number
  /** How much longer to listen after that. Milliseconds. */
  readonly lateMs: number
}

class NotSentError extends Error {
  readonly code = "never_sent"
}

/**
 * One request's life as undici tells it. `onRequestStart` comes right before the first byte is
 * written to a connected socket, so it divides "never sent" from "may have arrived": an error
 * before it is certainly harmless, any error after it is not.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined
  private httpStatus = 0
  private chunks: Buffer[] = []
  private timer: NodeJS.Timeout | undefined
  private settle: ((exchanged: Exchanged) => void) | undefined
  private settleLate: ((exchanged: Exchanged | undefined) => void) | undefined
  readonly result: Promise<Exchanged>

  /**
   * `listening` holds the exchanges whose caller was told, but whose reply may still come: few and
   * seldom. A set of all calls under way would be rehashed all the time, and V8 keeps what the
   * outgrown tables of a long-lived set refer to until the next full collection.
   */
  constructor(
    private readonly limits: ExchangeLimits,
    private readonly listening: Set<Exchange>
  ) {
    this.result = new Promise((resolve) => {
      this.settle = resolve
    })
  }

  /** To be called once it is dispatched. With a free socket it has started by then. */
  waitForStart(): void {
    if (this.controller || !this.settle) return
    this.timer = setTimeout(() => this.giveUpWaiting(), this.limits.waitMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it queued, or offered a second socket: either way it must not be written.
    if (!this.settle || this.controller) {
      controller.abort(new NotSentError("Not sent: the call had ended before it got a connection."))
      return
    }
    this.controller = controller
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.giveUpReply(), this.limits.replyMs)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number): void {
    this.httpStatus = statusCode
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    const [first] = this.chunks
    const body = this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks)
    this.end({ kind: "response", httpStatus: this.httpStatus, body })
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, cause: Error): void {
    this.end(this.controller ? { kind: "lost", cause } : { kind: "never_sent", cause })
  }

  /** Stops listening for a reply that is late already. */
  stopListening(): void {
    this.abort("The client was closed.")
  }

  private giveUpWaiting(): void {
    const cause = new NotSentError(`No connection within ${this.limits.waitMs} ms.`)
    this.end({ kind: "never_sent", cause })
  }

  /** The caller is told now; the socket stays open for a while, because a late reply still counts. */
  private giveUpReply(): void {
    const late = new Promise<Exchanged | undefined>((resolve) => {
      this.settleLate = resolve
    })
    this.listening.add(this)
    this.settle?.({ kind: "no_reply", late })
    this.settle = undefined
    this.timer = setTimeout(() => this.abort("No late reply either."), this.limits.lateMs)
    this.timer.unref()
  }

  private abort(message: string): void {
    this.settleLate?.(undefined)
    this.settleLate = undefined
    this.controller?.abort(new Error(message))
  }

  private end(exchanged: Exchanged): void {
    clearTimeout(this.timer)
    this.settle?.(exchanged)
    this.settleLate?.(exchanged.kind === "response" ? exchanged : undefined)
    this.settle = undefined
    this.settleLate = undefined
    this.listening.delete(this)
  }
}
