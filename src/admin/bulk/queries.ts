import { useQuery, useQueryClient } from "@tanstack/react-query"
import { faultOf, read } from "../lib/api"
import { openIds } from "./progress"
import type { Bulk, BulkReport } from "./types"

const BULKS = ["sagepay", "bulks"]
const REPORT_MS = 1_000
const LIST_MS = 2_000

/** Somebody who may not read it is not asked for again and again. */
const mayRead = (error: unknown): boolean => !error || faultOf(error).kind !== "forbidden"

/** The latest; asked for again and again only while one is under way. */
export const useBulks = (isAsked: boolean) =>
  useQuery({
    queryKey: BULKS,
    queryFn: async () => (await read<{ bulks: readonly Bulk[] }>("/bulk")).bulks,
    enabled: isAsked,
    refetchInterval: ({ state: { data, error } }) =>
      data !== undefined && openIds(data).size > 0 && mayRead(error) && LIST_MS,
  })

export const PAGE_SIZE = 50

export const useReport = (id: string | undefined, page: number) =>
  useQuery({
    queryKey: ["sagepay", "bulk", id, page],
    queryFn: () =>
      read<BulkReport>(`/bulk/${encodeURIComponent(id ?? "")}`, {
        limit: PAGE_SIZE,
        offset: page * PAGE_SIZE,
      }),
    enabled: id !== undefined,
    placeholderData: (before) => (before?.bulk.id === id ? before : undefined),
    refetchInterval: ({ state: { data, error } }) =>
      data?.bulk.status !== "done" && mayRead(error) && REPORT_MS,
  })

/** Once one has begun: it is seen under way even where it is over before anybody asks. */
export function useBegun(): (bulk: Bulk) => Promise<void> {
  const client = useQueryClient()
  return async (bulk) => {
    client.setQueryData<readonly Bulk[]>(BULKS, (before = []) => [
      bulk,
      ...before.filter(({ id }) => id !== bulk.id),
    ])
    await client.invalidateQueries({ queryKey: BULKS })
  }
}
