/** Clocks, escalations and promises in plain words. */
import type { ClockName } from '#domain/sla-policy'
import type { ConversationEvent } from '#events/conversation-events'
import type { LateBy, WatchEventData } from '#events/watch-events'
import { clockTime, duration } from './format.ts'
import { type LedgerLine, type Names, operatorName, plain, unknownEvent } from './ledger-line.ts'
import { plainText } from './names.ts'

export type WatchEvent = Extract<ConversationEvent, { type: keyof WatchEventData }>

/** Also true of events of a newer server that are about the same things. */
export const isWatchEvent = (event: ConversationEvent): event is WatchEvent =>
  /^(sla|escalation|promise)\./.test(event.type)

const CLOCK_WORDS: Readonly<Record<ClockName, string>> = {
  first_response: 'first response',
  next_response: 'next response',
  resolution: 'resolution',
}
const WORTH_TELLING_MS = 60_000

export function tellWatch(event: WatchEvent, names: Names): LedgerLine {
  const time = (atMs: number): string => clockTime(atMs, event.occurredAtMs)
  switch (event.type) {
    case 'sla.policy_applied.v1': {
      const { policyId, previousPolicyId, slaVersion } = event.data
      const before = previousPolicyId === null || previousPolicyId === policyId ? '' : `, before ${previousPolicyId}`
      return plain(`SLA policy: ${plainText(`${policyId ?? 'none'}${before}`)} (${versionWords(slaVersion)})`)
    }
    case 'sla.warned.v1': {
      const { clock, percent, dueAtMs, lateMs, lateBy } = event.data
      const due = dueAtMs === null ? '' : ` (due ${time(dueAtMs)})`
      const text = `${percent} % of the time for the ${CLOCK_WORDS[clock]} is gone${due}${lateWords(lateMs, lateBy)}`
      return { text, tone: 'warning' }
    }
    case 'sla.breached.v1': {
      const { clock, lateMs, lateBy } = event.data
      const since = time(event.occurredAtMs)
      return {
        text: `${sentence(CLOCK_WORDS[clock])} overdue since ${since}${lateWords(lateMs, lateBy)}`,
        tone: 'late',
      }
    }
    case 'sla.met.v1': {
      const { clock, countedMs, targetMs } = event.data
      const took = `the ${CLOCK_WORDS[clock]} took ${brief(countedMs)} of ${brief(targetMs)}`
      return clock === 'resolution'
        ? { text: `Resolved in time: ${took}`, tone: 'closed' }
        : { text: `Answered in time: ${took}`, tone: 'answered' }
    }
    case 'sla.breach_withdrawn.v1': {
      const { clock, breachedAtMs } = event.data
      return plain(`The breach of ${time(breachedAtMs)} was none: the ${CLOCK_WORDS[clock]} was not overdue then`)
    }
    case 'escalation.raised.v1': {
      const { cause, ruleId } = event.data
      return { text: `Escalated: ${causeWords(cause)} (rule ${plainText(ruleId)})`, tone: 'warning' }
    }
    case 'escalation.joined.v1': {
      const { cause, ruleId } = event.data
      return plain(`${escalation(cause)} has one more reason (rule ${plainText(ruleId)})`)
    }
    case 'escalation.rung_reached.v1': {
      const { cause, rung, rungName, acknowledgeByMs } = event.data
      const name = plainText(rungName)
      const asks = acknowledgeByMs === null ? '' : `, asks for an answer by ${time(acknowledgeByMs)}`
      const reached = `${escalation(cause)} reached rung ${rung + 1} of its ladder${name === '' ? '' : `: ${name}`}`
      return { text: `${reached}${asks}`, tone: 'warning' }
    }
    case 'escalation.acknowledged.v1':
      return { text: `${escalation(event.data.cause)} taken by ${someone(event.data.by)}`, tone: 'answered' }
    case 'escalation.stood_down.v1':
      return { text: `${escalation(event.data.cause)} stood down by itself`, tone: 'closed' }
    case 'escalation.resolved.v1':
      return { text: `${escalation(event.data.cause)} resolved by ${someone(event.data.by)}`, tone: 'closed' }
    case 'promise.made.v1':
      return plain(`${operatorName(event.data.operatorId, names)} promised an answer by ${time(event.data.dueAtMs)}`)
    case 'promise.due_soon.v1':
      return {
        text: `Reminder: ${operatorName(event.data.operatorId, names)} promised an answer by ${time(event.data.dueAtMs)}`,
        tone: 'warning',
      }
    case 'promise.kept.v1':
      return { text: `Promise kept: an answer by ${time(event.data.dueAtMs)}`, tone: 'answered' }
    case 'promise.broken.v1':
      return { text: `Promise broken: no answer by ${time(event.data.dueAtMs)}`, tone: 'late' }
    case 'promise.dismissed.v1':
      return plain(`Promise of an answer by ${time(event.data.dueAtMs)} dismissed: it was none`)
    default:
      return unknownEvent(event satisfies never)
  }
}

/** Version 0 comes with Backdesk. */
const versionWords = (version: number): string => (version === 0 ? 'as shipped' : `version ${version}`)

/** Lateness that a batch or a tick explains is not worth a word. */
function lateWords(lateMs: number, lateBy: LateBy): string {
  if (lateBy === null || lateMs <= WORTH_TELLING_MS) return ''
  return lateBy === 'backdesk' ? `, noticed ${brief(lateMs)} late` : `, learned ${brief(lateMs)} late`
}

/** Causes and rules are named in documents by their writers, e.g. `late_answer`. */
const causeWords = (cause: string): string => plainText(cause).replaceAll('_', ' ')
const escalation = (cause: string): string => `Escalation “${causeWords(cause)}”`
const someone = (by: string | null): string => plainText(by ?? '') || 'somebody'
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** These figures do not count on, so an empty smaller unit says nothing. */
const brief = (ms: number): string => duration(ms).replace(/ 00\w$/, '')
