import type { CountedBulk } from "../../../../modules/sagepay/bulk"

export function bulkView({
  id,
  status,
  total,
  counts,
  actor,
  created_at,
  finished_at,
}: CountedBulk) {
  return { id, status, total, counts, actor, created_at, finished_at }
}
