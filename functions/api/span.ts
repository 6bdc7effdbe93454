/** The time that a list is asked for. */
export type Span = { readonly fromMs: number; readonly toMs: number }

const USUAL_MS = 30 * 86_400_000

/** Up to now, the last 30 days, where nothing else is said. What begins later than now ends as it begins. */
export function spanOf(
  { fromMs, toMs }: { readonly fromMs?: number | undefined; readonly toMs?: number | undefined },
  nowMs: number,
): Span {
  const until = toMs ?? Math.max(nowMs, fromMs ?? 0)
  return { fromMs: fromMs ?? Math.max(0, until - USUAL_MS), toMs: until }
}
