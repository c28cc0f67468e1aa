/** What came back, whatever it was: a campaign looks at refusals and broken connections as at successes. */

const PATIENCE_MS = 60_000

/** `status` 0: no answer, so the request may or may not have been carried out. */
export function client(base, headers = {}) {
  return async (method, path, body) => {
    try {
      const response = await fetch(new URL(path, base()), {
        method,
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const text = await response.text()
      const isJson = response.headers.get("content-type")?.includes("json")
      return {
        status: response.status,
        body: isJson && text !== "" ? JSON.parse(text) : {},
        location: response.headers.get("location"),
      }
    } catch (error) {
      return { status: 0, body: { message: String(error.cause?.code ?? error.message) } }
    }
  }
}

/** For the furnishing of the store, which must not fail. */
export async function must(send, method, path, body) {
  const answer = await send(method, path, body)
  if (answer.status >= 200 && answer.status < 300) return answer.body
  throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
}
