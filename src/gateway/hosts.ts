/**
 * The guide names the hosts of its time (test. and live.sagepay.com), which were switched off in
 * 2024. These took their place; the paths are the same.
 */
export const GATEWAY_HOSTS = {
  live: "https://live.opayo.eu.elavon.com",
  test: "https://sandbox.opayo.eu.elavon.com",
} as const

export type GatewayHost = keyof typeof GATEWAY_HOSTS

/** The base URL of a named host, or of any other: the simulator, a proxy. */
export function baseUrlOf(host: GatewayHost | (string & {})): URL {
  const known = Object.hasOwn(GATEWAY_HOSTS, host) ? GATEWAY_HOSTS[host as GatewayHost] : host
  const url = URL.canParse(known) ? new URL(known) : undefined
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    throw new TypeError('host must be "live", "test" or an http(s) base URL')
  }
  return url
}
