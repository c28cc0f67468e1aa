/** A JSON body; a test that knows more names the type it expects. */
export type Json = Record<string, unknown>

/** What came back, whatever the status: tests look at refusals as often as at successes. */
export type Answer<Body = Json> = { status: number; headers: Headers; body: Body; text: string }

export type Client = {
  request<Body = Json>(method: string, path: string, body?: unknown): Promise<Answer<Body>>
  /** The body of a 2xx; anything else fails the test with what came back. */
  get<Body = Json>(path: string): Promise<Body>
  post<Body = Json>(path: string, body?: unknown): Promise<Body>
  delete<Body = Json>(path: string): Promise<Body>
}

/** The body as JSON; an empty or other body is an object without fields. */
const parsed = (text: string, contentType: string | null) =>
  contentType?.includes("json") ? (JSON.parse(text) as unknown) : {}

export function createClient(base: () => string, headers: () => Record<string, string>): Client {
  const request = async <Body>(
    method: string,
    path: string,
    body?: unknown
  ): Promise<Answer<Body>> => {
    const response = await fetch(new URL(path, base()), {
      method,
      redirect: "manual",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers(),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: parsed(text, response.headers.get("content-type")) as Body,
      text,
    }
  }
  const expectOk = async <Body>(method: string, path: string, body?: unknown) => {
    const answer = await request<Body>(method, path, body)
    if (answer.status >= 300) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
    }
    return answer.body
  }
  return {
    request,
    get: (path) => expectOk("GET", path),
    post: (path, body = {}) => expectOk("POST", path, body),
    delete: (path) => expectOk("DELETE", path),
  }
}
