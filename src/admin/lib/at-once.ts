/**
 * Of what may move money. Sent now or failed now: by itself the client waits while the browser is offline, and sends when
 * it is online again, long after whoever pressed has left, or has done it in another way. And a SecurityKey that was typed
 * in is not to be kept.
 */
export const AT_ONCE = { networkMode: "always", retry: false, gcTime: 0 } as const
