/** What `ops replay` and `ops shadow` take in common: which webhooks. */
import { spanText } from './alive-conversations.ts'
import type { Window } from './archive-reader.ts'
import { givenText, UsageFault, type Values } from './area.ts'
import { accountFor, type Desk } from './desk.ts'

/** An instant as ISO 8601, or a span before now such as `90m` or `2d`. @throws UsageFault */
export function instantIn(values: Values, name: string, nowMs: number): number | undefined {
  const given = givenText(values, name)
  if (given === undefined) return undefined
  if (/^\d{4}-\d\d-\d\d/.test(given)) {
    const atMs = Date.parse(/T/.test(given) ? given : `${given}T00:00:00Z`)
    if (!Number.isNaN(atMs)) return atMs
  } else if (/^[1-9]\d{0,3}[mhdw]$/.test(given)) return nowMs - spanText(given)
  throw new UsageFault(
    `--${name} must be an instant such as 2026-05-04T09:30:00Z, or a span before now such as 90m, 12h or 2d`,
  )
}

/** @throws UsageFault where there is none, or it ends before it begins. */
export function windowIn(values: Values, nowMs: number): Window {
  const fromMs = instantIn(values, 'since', nowMs)
  if (fromMs === undefined) throw new UsageFault('--since TIME is missing')
  const toMs = instantIn(values, 'until', nowMs) ?? nowMs
  if (fromMs > toMs) throw new UsageFault('--since must be before --until')
  return { fromMs, toMs }
}

/** Milliseconds of `--late SPAN`; undefined where it is not given. @throws UsageFault */
export function lateIn(values: Values): number | undefined {
  const given = givenText(values, 'late')
  if (given === undefined) return undefined
  if (!/^[1-9]\d{0,3}[mhdw]$/.test(given)) throw new UsageFault('--late must be a span such as 6h or 2d')
  return spanText(given)
}

/** The account named, or all that are registered. @throws UsageFault */
export async function accountsIn(values: Values, desk: Pick<Desk, 'accounts'>): Promise<ReadonlySet<string>> {
  if (givenText(values, 'account') !== undefined) return new Set([await accountFor(values, desk)])
  return new Set(await desk.accounts())
}
