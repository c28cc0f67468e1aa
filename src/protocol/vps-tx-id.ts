const GUID = /^\{?([0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12})\}?$/i

/**
 * The one form in which a VPSTxId is stored and compared: capitals, in braces. The gateway's
 * reporting side leaves the braces out. Undefined for what is no id.
 */
export function canonicalVpsTxId(id: string): string | undefined {
  const guid = GUID.exec(id.trim())?.[1]
  return guid && `{${guid.toUpperCase()}}`
}
