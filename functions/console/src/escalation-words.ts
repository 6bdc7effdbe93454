/** Escalations in order and in words. */
import type { ActiveEscalation } from './api-shapes.ts'
import { ago, percent, shortTime } from './format.ts'
import { plainText } from './names.ts'
import type { ListedEscalation, RuleRecord } from './watch-shapes.ts'

/** `climbing`: nobody has it, and the next rung comes; `top`: nobody has it, and there is none; `taken`; `ended`. */
export type Stage = 'climbing' | 'top' | 'taken' | 'ended'

export function stageOf(escalation: Pick<ListedEscalation, 'acknowledged' | 'climbAtMs' | 'ended'>): Stage {
  if (escalation.ended !== null) return 'ended'
  if (escalation.acknowledged !== null) return 'taken'
  return escalation.climbAtMs === null ? 'top' : 'climbing'
}

/** What climbs next comes first, then what nobody has at the top of its ladder, then what somebody has; the oldest first. */
export const nextClimbFirst = (escalations: readonly ListedEscalation[]): ListedEscalation[] =>
  [...escalations].sort(
    (a, b) =>
      placeOf(a) - placeOf(b) || urgency(a) - urgency(b) || a.raisedAtMs - b.raisedAtMs || (a.id < b.id ? -1 : 1),
  )

/** One that was ended here keeps the place it had: nothing jumps away under the hand. */
const placeOf = ({ acknowledged, climbAtMs }: ListedEscalation): number =>
  acknowledged !== null ? 2 : climbAtMs === null ? 1 : 0
const urgency = ({ acknowledged, climbAtMs }: ListedEscalation): number =>
  acknowledged === null ? (climbAtMs ?? 0) : acknowledged.atMs

/** `3 escalations: 1 waits for an answer`. Of active ones. */
export function barWords(escalations: readonly ListedEscalation[]): string {
  const active = escalations.filter(({ ended }) => ended === null)
  const open = active.filter(({ acknowledged }) => acknowledged === null).length
  const count = `${active.length} escalation${active.length === 1 ? '' : 's'}`
  if (active.length === 0) return 'No escalation is active'
  if (open === 0) return active.length === 1 ? `${count}: somebody has it` : `${count}: somebody has each of them`
  const wait = open === 1 ? 'waits' : 'wait'
  return open === active.length ? `${count} ${wait} for an answer` : `${count}: ${open} ${wait} for an answer`
}

/** Causes and rules are named by documents, e.g. `late-answer`. */
const spaced = (id: string): string => plainText(id).replaceAll(/[-_]+/g, ' ')
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
export const causeWords = (cause: string): string => sentence(spaced(cause))

/** Counted from 1, as people do. */
export const rungWords = ({ rung, rungName }: Pick<ListedEscalation, 'rung' | 'rungName'>): string => {
  if (rung === null) return 'Just raised'
  const name = plainText(rungName ?? '')
  return name === '' ? `Rung ${rung + 1}` : `Rung ${rung + 1}: ${name}`
}

/** In the queue: how far up it is, and whether somebody has it. */
export function markWords({ rungName, rung, acknowledged }: ActiveEscalation): string {
  const where = plainText(rungName) || `rung ${rung + 1}`
  return acknowledged === null
    ? `${where}: nobody has it`
    : `${where}: ${plainText(acknowledged.by) || 'somebody'} has it`
}

export type Why = { readonly ruleId: string; readonly name: string; readonly record: string }

/** The rules that called, each with how often it was right. */
export function whyOf({ rules }: Pick<ActiveEscalation, 'rules'>, records: readonly RuleRecord[]): Why[] {
  return rules.map((ruleId) => {
    const record = records.find((one) => one.ruleId === ruleId)
    return { ruleId, name: plainText(record?.name ?? '') || sentence(spaced(ruleId)), record: recordWords(record) }
  })
}

/** Without any feedback nothing is known, which is neither 0 nor 100 %. */
export function recordWords(record: RuleRecord | undefined): string {
  if (record === undefined || record.precision === null) return 'no data yet'
  return `right ${percent(record.precision)}, n = ${record.right + record.wrong}`
}

/** `Stood down by itself 4 min ago`; only that it has ended where no more is known. */
export function endWords({ ended }: Pick<ListedEscalation, 'ended'>, nowMs: number): string {
  if (ended === null) return ''
  if (ended.how === null) return 'Ended'
  const when = ago(ended.atMs, nowMs)
  if (ended.how === 'stood_down') return `Stood down by itself ${when}`
  return `Done by ${plainText(ended.by ?? '') || 'somebody'} ${when}`
}

/** `assignee 10:12 (a note to who has it), leads 10:22 (leads)`; empty before anybody was called. */
export const triedWords = ({ packet }: Pick<ListedEscalation, 'packet'>, nowMs: number): string =>
  (packet?.tried ?? [])
    .map(({ name, atMs, to }) => `${plainText(name)} ${shortTime(atMs, nowMs)} (${to.map(plainText).join(', ')})`)
    .join(', ')

/** Causes of these, with how many each has. */
export function causesOf(escalations: readonly ListedEscalation[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { cause } of escalations) counts.set(cause, (counts.get(cause) ?? 0) + 1)
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
