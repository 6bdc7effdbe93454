/** Numbers as people read them; the same in every format of the report. */
import { NO_KEY } from '#domain/analytics/rollup'
import type { ReportFigure, ReportUnit, SectionName } from './report.ts'

export const SECTION_TITLES: Readonly<Record<SectionName, string>> = {
  volume: 'Volume',
  promises: 'Promises (SLA)',
  escalations: 'Escalations',
  customers: 'What customers say',
  quality: 'Quality',
  approvals: 'Drafts and approvals',
  knowledge: 'Knowledge',
  intake: 'What came in from Chatwoot',
  on_call: 'On call',
}
const REASONS: Readonly<Record<string, string>> = {
  no_data: 'no data',
  never_counted: 'never counted',
  too_few: 'too few to say',
  left_out: 'not told',
  not_known: 'not known',
  never_proven: 'never proven',
}
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** From here on hours say more than minutes, and days more than hours. */
const MOST_MINUTES = 100
const MOST_HOURS = 72

/** `none`, as rollups call it, would look like a topic of that name. */
export const topicInWords = (topic: string): string => (topic === NO_KEY ? 'no topic' : topic)

export function lengthInWords(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.round(ms / 1000)} s`
  if (ms < MOST_MINUTES * MINUTE_MS) return `${(ms / MINUTE_MS).toFixed(ms < 10 * MINUTE_MS ? 1 : 0)} min`
  if (ms < MOST_HOURS * HOUR_MS) return `${(ms / HOUR_MS).toFixed(1)} h`
  return `${(ms / (24 * HOUR_MS)).toFixed(1)} days`
}

export function valueInWords(value: number, unit: ReportUnit): string {
  switch (unit) {
    case 'ms':
      return lengthInWords(value)
    case 'ratio':
      // rounded down, so that 100 % means all
      return `${(Math.floor(value * 1000) / 10).toFixed(1)} %`
    case 'rating':
      return value.toFixed(2)
    case 'count':
      return value.toLocaleString('en-GB', { maximumFractionDigits: 2 })
    case 'instant':
      return `${new Date(value).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  }
}

/** Never 0 or 100 % for want of data. */
export const figureInWords = ({ value, unit, reason }: Pick<ReportFigure, 'value' | 'unit' | 'reason'>): string =>
  value === null ? (REASONS[reason ?? 'no_data'] ?? 'no data') : valueInWords(value, unit)

export const beforeInWords = ({ before, unit }: ReportFigure): string =>
  before === null ? '' : valueInWords(before, unit)

export const standingInWords = ({
  asOfMs,
  lagMs,
  completeness,
}: {
  readonly asOfMs: number | null
  readonly lagMs: number | null
  readonly completeness: number | null
}): string =>
  [
    asOfMs === null ? 'Nothing counted yet' : `As of ${valueInWords(asOfMs, 'instant')}`,
    lagMs === null ? null : `counted ${lengthInWords(lagMs)} after it happened`,
    completeness === null ? 'completeness unknown' : `${valueInWords(completeness, 'ratio')} complete`,
  ]
    .filter((part) => part !== null)
    .join(', ')
