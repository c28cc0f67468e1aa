/** A small HTTP client: JSON in, JSON out, anything but 2xx is an error with what came back. */
export function createClient(base, headers = {}) {
  return async (method, path, body) => {
    const response = await fetch(new URL(path, base), {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (response.ok) return text ? JSON.parse(text) : undefined
    const error = new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`)
    error.body = response.headers.get("content-type")?.includes("json")
      ? JSON.parse(text)
      : undefined
    throw error
  }
}

export async function adminClient(base, { email, password }) {
  const { token } = await createClient(base)("POST", "/auth/user/emailpass", { email, password })
  return createClient(base, { authorization: `Bearer ${token}` })
}

export const storefrontClient = (base, publishableKey) =>
  createClient(base, { "x-publishable-api-key": publishableKey })
