/** As a badge has room for it; undefined where there is nothing to show. */
export function countText(count: number | undefined): string | undefined {
  if (!count) return undefined
  return count > 99 ? "99+" : String(count)
}
