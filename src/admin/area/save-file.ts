import { dayAgo } from "./days"

/** By the day that it is where it is saved. */
export function exportName(now: Date): string {
  return `sagepay-transactions-${dayAgo(now)}.csv`
}

export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement("a")
  link.href = address
  link.download = name
  link.click()
  // The browser may still be reading it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
