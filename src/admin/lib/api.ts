/** The plugin's own routes, called as the dashboard calls Medusa's. */
import Medusa from "@medusajs/js-sdk"
import { AnswerError } from "./fault"

declare global {
  /** Written into the dashboard when the store builds it. */
  const __BACKEND_URL__: string | undefined
  const __AUTH_TYPE__: "session" | "jwt" | undefined
  const __JWT_TOKEN_STORAGE_KEY__: string | undefined
}

const backendUrl = (typeof __BACKEND_URL__ === "undefined" ? undefined : __BACKEND_URL__) || "/"
const authType = typeof __AUTH_TYPE__ === "undefined" ? undefined : __AUTH_TYPE__
const tokenKey =
  typeof __JWT_TOKEN_STORAGE_KEY__ === "undefined" ? undefined : __JWT_TOKEN_STORAGE_KEY__

const sdk = new Medusa({
  baseUrl: backendUrl,
  auth: {
    type: authType ?? "session",
    ...(tokenKey ? { jwtTokenStorageKey: tokenKey } : {}),
  },
})

type Query = Record<string, string | number | boolean | readonly string[] | object | undefined>

/** `path` is what follows /admin/sagepay. */
export function read<T>(path: string, query: Query = {}): Promise<T> {
  return sdk.client.fetch<T>(`/admin/sagepay${path}`, { query })
}

export function send<T>(path: string, body: object): Promise<T> {
  return sendTo<T>(`/admin/sagepay${path}`, "POST", body)
}

/**
 * To any route. Not by the SDK: its error leaves out the answer's `type`, and a status alone, which a proxy on the way may
 * have made, does not say what happened to the money.
 */
export async function sendTo<T>(path: string, method: string, body: object): Promise<T> {
  const token = authType === "jwt" ? await sdk.client.getToken() : null
  const response = await fetch(`${backendUrl.replace(/\/$/, "")}${path}`, {
    method,
    credentials: authType === "jwt" ? "omit" : "include",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw await AnswerError.of(response)
  return (await response.json()) as T
}

/** A file, whole, for the browser to save. */
export async function download(path: string, query: Query): Promise<Blob> {
  const response = await sdk.client.fetch<Response>(`/admin/sagepay${path}`, {
    query,
    headers: { accept: "text/csv" },
  })
  return response.blob()
}

export { sdk }
export { faultOf, isFinal, type Fault } from "./fault"
