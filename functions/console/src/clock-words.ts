/** Clocks in words. */
import type { ClockStory } from '#domain/explain-clocks'
import type { ClockName } from '#domain/sla-policy'
import { clockTime, openTime } from './format.ts'
import { plainText } from './names.ts'
import type { ClocksAnswer, Stretch } from './watch-shapes.ts'

export const CLOCK_WORDS: Readonly<Record<ClockName, string>> = {
  first_response: 'First response',
  next_response: 'Next response',
  resolution: 'Resolution',
}

/** Whose turn it was. In the order of the legend. */
export const TURN_WORDS: Readonly<Record<Stretch['turn'], string>> = {
  queue: "queue's turn",
  operator: "operator's turn",
  bot: "bot's turn",
  customer: "customer's turn",
  nobody: "nobody's turn",
  our_outage: 'outage',
}

const PAUSE_WORDS: Readonly<Record<Exclude<Stretch['why'], 'running'>, string>> = {
  closed: 'closed',
  pending: 'paused: pending',
  snoozed: 'paused: snoozed',
  waiting_on_customer: 'paused: waiting for the customer',
}

export const isCounted = (stretch: Stretch): boolean => stretch.why === 'running'

/** `09:12:00–09:40:00 operator's turn, counted 28m`. */
export function stretchWords(stretch: Stretch, nowMs: number): string {
  const { fromMs, toMs, turn, why, countedMs } = stretch
  const counted = why === 'running' ? `counted ${openTime(countedMs)}` : `${PAUSE_WORDS[why]}, not counted`
  return `${clockTime(fromMs, nowMs)}–${clockTime(toMs, nowMs)} ${TURN_WORDS[turn]}, ${counted}`
}

export type ClockState = { readonly words: string; readonly tone: 'good' | 'late' | 'warned' | 'plain' }

/** `running` past its target is overdue, though it has not ended. */
export function stateOf({ outcome, breachedAtMs, warned, stretches }: ClockStory): ClockState {
  switch (outcome) {
    case 'met':
      return { words: 'Met', tone: 'good' }
    case 'breached':
      return { words: 'Breached', tone: 'late' }
    case 'cancelled':
      return { words: 'Cancelled', tone: 'plain' }
    case 'paused': {
      const why = stretches.at(-1)?.why ?? 'running'
      return {
        words: sentence(why === 'running' ? 'paused' : PAUSE_WORDS[why]),
        tone: overdue(breachedAtMs) ?? 'plain',
      }
    }
    case 'running':
      if (breachedAtMs !== null) return { words: 'Running, overdue', tone: 'late' }
      return { words: 'Running', tone: warned.length > 0 ? 'warned' : 'plain' }
  }
}

const overdue = (breachedAtMs: number | null): 'late' | null => (breachedAtMs === null ? null : 'late')

/** Version 0 comes with Backdesk. */
const versionWords = (version: number): string => (version === 0 ? 'as shipped' : `version ${version}`)

/** `Policy standard, version 3`; `version 2, then version 3` when it changed under way. */
export function policyWords({ policyId, slaVersions }: Pick<ClockStory, 'policyId' | 'slaVersions'>): string {
  return `Policy ${plainText(policyId)}, ${slaVersions.map(versionWords).join(', then ')}`
}

/** The newest begins the list. Of two that began together the first response leads. */
export const newestFirst = (clocks: readonly ClockStory[]): ClockStory[] =>
  [...clocks].reverse().sort((a, b) => b.startedAtMs - a.startedAtMs || (a.clock < b.clock ? -1 : 1))

/** What is to be known before one relies on the explanation; empty when there is nothing. */
export function doubts({ agrees, incompleteBecause, missingVersions }: ClocksAnswer): string[] {
  const said: string[] = []
  if (incompleteBecause === 'beginning_expired')
    said.push('Incomplete: the first entries of the ledger are past their retention.')
  if (incompleteBecause === 'too_many_events')
    said.push('Incomplete: there are more events than are read for this. The story ends with the last one that was.')
  if (incompleteBecause === 'versions_missing')
    said.push(`Incomplete: policy ${missingVersions.map(versionWords).join(', ')} is not known any more.`)
  if (agrees === false)
    said.push(
      'This does not agree with what is stored. Right after a change that passes within seconds; if it stays, the ledger lacks something that was learned late.',
    )
  return said
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
