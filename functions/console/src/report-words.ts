/** Weekly reports in words. Pure. */
import { NO_KEY } from '#domain/analytics/rollup'
import { mondayOfWeek, WEEK_DAYS } from '#domain/iso-week'
import { dateOf } from '#domain/local-date'
import type { ActionEffect, Report, ReportFigure } from '#domain/report/report'
import { dayWords, spanWords } from './figure-words.ts'
import { plainText } from './names.ts'

/** `14 Sep to 20 Sep 2026`; what is no week stands for itself. */
export function weekWords(week: string): string {
  const monday = mondayOfWeek(week)
  return monday === null ? week : spanWords(dateOf(monday), dateOf(monday + WEEK_DAYS - 1))
}
export const weekName = (week: string): string => `Week ${Number(week.slice(6))}, ${week.slice(0, 4)}`

/** The first look: is it going well? As the stored page has them. */
const HEADS = ['opened', 'backlog', 'sla_net', 'first_response_p50', 'csat', 'grade'] as const

export const headsOf = ({ figures }: Report): readonly ReportFigure[] =>
  HEADS.flatMap((id) => figures.filter((figure) => figure.id === id))

export const topicWords = (topic: string): string =>
  topic === NO_KEY ? 'no known topic' : plainText(topic.replaceAll('_', ' '))

export const EFFECT_WORDS: Readonly<Record<ActionEffect['effect'], string>> = {
  better: 'Better since',
  worse: 'Worse since',
  unchanged: 'Unchanged',
  unknown: 'Not known',
}

export const dueWords = (dueDay: string): string => `until ${dayWords(dueDay)}`
export const causeWords = ({ of, reason }: Report['causes'][number]): string =>
  `${of === 'refused' ? 'Turned away' : 'Laid aside'}: ${plainText(reason.replaceAll('_', ' '))}`
