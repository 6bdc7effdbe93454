/** An intake ledger in memory. */
import { addCounts, type Finding, INTAKE_COUNTS, type IntakeDay } from '#domain/intake'
import type { IntakeLedger } from '#store/intake-ledger'

const DAY_MS = 86_400_000

export function fakeIntakeLedger(startMs: number) {
  const days = new Map<string, IntakeDay>()
  const found = new Map<string, { readonly account: string; readonly finding: Finding }>()
  const dayKey = (account: string, day: string): string => `${account} ${day}`

  const at = (nowMs: number): IntakeLedger => ({
    async add({ account, day }, counts, { reasons = {}, lags = {}, lastReceivedAtMs, lastRefusedAtMs } = {}) {
      const told = [counts, ...Object.values(reasons), ...Object.values(lags)].flatMap((one) => Object.values(one))
      if (told.every((by) => by === 0) && lastReceivedAtMs === undefined) return
      const known = days.get(dayKey(account, day))
      const next = {
        day,
        counts: {
          ...Object.fromEntries(INTAKE_COUNTS.map((name) => [name, 0])),
          ...addCounts(known?.counts ?? {}, counts),
        } as IntakeDay['counts'],
        reasons: {
          deadLettered: addCounts(known?.reasons.deadLettered ?? {}, reasons.deadLettered ?? {}),
          refused: addCounts(known?.reasons.refused ?? {}, reasons.refused ?? {}),
        },
        lags: {
          delivery: addCounts(known?.lags.delivery ?? {}, lags.delivery ?? {}),
          applying: addCounts(known?.lags.applying ?? {}, lags.applying ?? {}),
        },
        lastReceivedAtMs: Math.max(known?.lastReceivedAtMs ?? 0, lastReceivedAtMs ?? 0) || null,
        lastRefusedAtMs: lastRefusedAtMs ?? known?.lastRefusedAtMs ?? null,
      }
      days.set(dayKey(account, day), next)
    },
    async found(account, finding) {
      found.set(`${account} ${finding.atMs} ${finding.conversationId}`, { account, finding })
    },
    async days(account, { fromDay, toDay }) {
      return [...days]
        .filter(([key, { day }]) => key === dayKey(account, day) && day >= fromDay && day <= toDay)
        .map(([, day]) => day)
        .filter(({ day }) => Date.parse(day) + 400 * DAY_MS > nowMs)
        .toSorted((a, b) => a.day.localeCompare(b.day))
    },
    async findings(account, { fromMs, toMs, cursor, limit }) {
      const of = `${account} ${fromMs} ${toMs} `
      if (cursor !== null && !cursor.startsWith(of)) return { badCursor: true }
      const from = cursor === null ? 0 : Number(cursor.slice(of.length))
      const all = [...found.values()]
        .filter((one) => one.account === account && one.finding.atMs >= fromMs && one.finding.atMs <= toMs)
        .map(({ finding }) => finding)
        .filter(({ atMs }) => atMs + 30 * DAY_MS > nowMs)
        .toSorted((a, b) => b.atMs - a.atMs || b.conversationId - a.conversationId)
      const nextCursor = from + limit < all.length ? `${of}${from + limit}` : null
      return { findings: all.slice(from, from + limit), nextCursor }
    },
  })

  return { ledger: at(startMs), after: (laterDays: number) => at(startMs + laterDays * DAY_MS) }
}
