/**
 * Who is drawn for a reviewer: each conversation by itself, with a likelihood that grows with its risk and is kept. No list
 * has to be known beforehand, and a mean weighed by 1 / likelihood is that of all (estimate.ts).
 */
import type { ConversationGrade, Drawn, MachineGrade } from './grade.ts'
import type { QualityDocument, Risk } from './quality-policy.ts'

/** A score below this is low; an outcome below that, or a last word this bad, is unhappy. */
const LOW_SCORE = 60
const UNHAPPY_OUTCOME_PERCENT = 25
const UNHAPPY_WORD = -40
/** Whether it helped is anybody's guess. */
const UNSURE = { from: 40, to: 60 }

export function risksOf(machine: MachineGrade): Risk[] {
  if (machine.kind === 'cannot_grade') return ['cannot_grade']
  const { criticals, score, outcomePercent, tones } = machine
  const risks: Risk[] = []
  if (criticals.length > 0) risks.push('critical')
  if (score < LOW_SCORE) risks.push('low_score')
  if (outcomePercent < UNHAPPY_OUTCOME_PERCENT || (tones.last ?? 0) <= UNHAPPY_WORD) risks.push('unhappy')
  if (outcomePercent >= UNSURE.from && outcomePercent <= UNSURE.to) risks.push('unsure')
  return risks
}

/** Never 0: what could never be drawn could never count. */
export function likelihoodOf(risks: readonly Risk[], { percent, times }: QualityDocument['sample']): number {
  const most = Math.max(1, ...risks.map((risk) => times[risk] ?? 1))
  return Math.min(1, Math.max(LEAST, (percent / 100) * most))
}
const LEAST = 0.001

/** `uniform` gives for a name always the same number, 0 up to 1, and for any two names such as have nothing to do with each other. */
export function drawn(
  of: Pick<ConversationGrade, 'account' | 'conversationId' | 'resolvedAtMs' | 'machine'>,
  sample: QualityDocument['sample'],
  uniform: (name: string) => number,
): Drawn {
  const name = `${of.account}/${of.conversationId}/${of.resolvedAtMs}`
  const risks = risksOf(of.machine)
  const probability = likelihoodOf(risks, sample)
  const isDrawn = uniform(`sample/${name}`) < probability
  const isTwice = uniform(`twice/${name}`) < sample.twicePercent / 100
  return {
    week: isoWeek(of.resolvedAtMs),
    probability,
    risks,
    isDrawn,
    wanted: isDrawn ? (isTwice ? 2 : 1) : 0,
  }
}

const DAY_MS = 86_400_000
/** `2026-W48`, by UTC: a week begins on Monday and belongs to the year of its Thursday. */
export function isoWeek(atMs: number): string {
  const thursdayMs = mondayMs(atMs) + 3 * DAY_MS
  const year = new Date(thursdayMs).getUTCFullYear()
  const nth = 1 + Math.floor((thursdayMs - Date.UTC(year, 0, 1)) / DAY_MS / 7)
  return `${year}-W${String(nth).padStart(2, '0')}`
}

const mondayMs = (atMs: number): number => {
  const day = Math.floor(atMs / DAY_MS)
  return (day - ((((day + 3) % 7) + 7) % 7)) * DAY_MS
}

export const ISO_WEEK = /^\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])$/
/** When a week begins, UTC; null: its year has no such week. */
export function weekStartMs(week: string): number | null {
  const [year = 0, nth = 0] = week.split('-W').map(Number)
  const startMs = mondayMs(Date.UTC(year, 0, 4)) + (nth - 1) * 7 * DAY_MS
  return isoWeek(startMs) === week ? startMs : null
}

/** The weeks up to that of an instant, the newest first. */
export const weeksUntil = (atMs: number, count: number): string[] =>
  Array.from({ length: count }, (_, nth) => isoWeek(atMs - 7 * nth * DAY_MS))
