/** The fairness ledger: how many hard cases an operator was given, by UTC day, over the last four weeks. */

/** `YYYY-MM-DD` to how many. */
export type HardCases = { readonly [day: string]: number }

const DAY_MS = 86_400_000
export const LEDGER_DAYS = 28

export const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

/** One more at `atMs`, and only the days that still count then. */
export function addHardCase(cases: HardCases, atMs: number): HardCases {
  const kept = pruned(cases, atMs)
  const day = dayOf(atMs)
  return { ...kept, [day]: (kept[day] ?? 0) + 1 }
}

/** Of today and the 27 days before. */
export const hardCasesAt = (cases: HardCases, nowMs: number): number =>
  Object.values(pruned(cases, nowMs)).reduce((sum, count) => sum + count, 0)

/** Without the days that no longer count. Later days stay: clocks differ by a little around midnight. */
export function pruned(cases: HardCases, nowMs: number): HardCases {
  const oldest = dayOf(nowMs - (LEDGER_DAYS - 1) * DAY_MS)
  return Object.fromEntries(Object.entries(cases).filter(([day]) => day >= oldest))
}
