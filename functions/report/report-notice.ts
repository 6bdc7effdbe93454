/** What people are told of a report: its three first numbers, and where the rest is. No customer's words are in it. */
import type { ReportFigure } from '#domain/report/report'
import { figureInWords, valueInWords } from '#domain/report/words'

export type Told = {
  readonly account: string
  readonly week: string
  readonly heads: readonly Pick<ReportFigure, 'label' | 'unit' | 'value' | 'reason' | 'before' | 'n'>[]
}

/** As shared/messaging/notice.ts has it. */
export type Notice = {
  readonly key: string
  readonly action: 'trigger'
  readonly severity: 'info'
  readonly title: string
  readonly lines: readonly string[]
  readonly links: readonly { readonly text: string; readonly href: string }[]
  readonly atMs: number
}

export function reportNotice(
  { account, week, heads }: Told,
  { consoleUrl, nowMs }: { readonly consoleUrl: string; readonly nowMs: number },
): Notice {
  const query = new URLSearchParams({ account, report: week })
  return {
    key: `report:${account}:${week}`,
    action: 'trigger',
    severity: 'info',
    title: `Support health of ${account}, week ${week}`,
    lines: heads.map((head) => `${head.label}: ${figureInWords(head)}${beforeOf(head)}`),
    links: [{ text: 'Read the report', href: `${consoleUrl.replace(/\/+$/, '')}/?${query}` }],
    atMs: nowMs,
  }
}

const beforeOf = ({ before, unit }: Told['heads'][number]): string =>
  before === null ? '' : ` (${valueInWords(before, unit)} the week before)`
