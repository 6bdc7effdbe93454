/**
 * Who is drawn for a reviewer: each conversation by itself, with a likelihood that grows with its risk and is kept. No list
 * has to be known beforehand, and a mean weighed by 1 / likelihood is that of all (estimate.ts).
 */
import { isoWeekOf, mondayOfWeek } from '#domain/iso-week'
import { DAY_MS } from '#domain/local-date'
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

/** By UTC. */
export const isoWeek = (atMs: number): string => isoWeekOf(Math.floor(atMs / DAY_MS))

/** When a week begins, UTC; null: its year has no such week. */
export function weekStartMs(week: string): number | null {
  const monday = mondayOfWeek(week)
  return monday === null ? null : monday * DAY_MS
}

/** The weeks up to that of an instant, the newest first. */
export const weeksUntil = (atMs: number, count: number): string[] =>
  Array.from({ length: count }, (_, nth) => isoWeek(atMs - 7 * nth * DAY_MS))
