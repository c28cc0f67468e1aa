/** An address for people to read: without the login that somebody may have written into it, or a last slash. */
export function shownAddress(address: string): string {
  // The gateway's two environments are named, and have no address in the options.
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.username = ""
  url.password = ""
  return url.href.replace(/\/+$/, "")
}
