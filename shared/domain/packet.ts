/**
 * What somebody who is called needs to know at a glance: what it is about, what was tried, what is asked of whom, until
 * when, and where to go. Names of inboxes, teams and operators are in it; the customer's name and words never are.
 */
import type { Conversation } from './conversation.ts'
import type { RungAction } from './escalation-policy.ts'
import { localTime, type Reader, spelled } from './local-time.ts'
import type { Priority } from './observation.ts'
import { CLOCK_NAMES, type ClockName } from './sla-policy.ts'
import { turnOf, waitingSinceMs } from './turn.ts'
import { isRunning } from './watch.ts'

export type Link = { readonly text: string; readonly href: string }

/** A rung that was reached, and whom its actions asked. */
export type Tried = { readonly name: string; readonly atMs: number; readonly to: readonly string[] }
export type ClockStanding = {
  readonly clock: ClockName
  /** When it falls due or, if it is overdue, when it did. */
  readonly atMs: number
  readonly overdue: boolean
}
/** `answer`: who has it owes an answer. `take`: nobody has it. `look`: it is not ours to answer, but somebody should look. */
export type Ask = 'answer' | 'take' | 'look'

export type Packet = {
  readonly conversationId: number
  /** The inbox's name, or `inbox 11` as long as that is not known. */
  readonly inbox: string
  readonly team: string | null
  readonly priority: Priority | null
  /** How many labels it has. */
  readonly labels: number
  readonly assignee: string | null
  readonly waitingSinceMs: number | null
  /** Clocks that run, overdue ones first. */
  readonly clocks: readonly ClockStanding[]
  readonly tried: readonly Tried[]
  readonly ask: Ask
  /** When the next rung is climbed; null: nobody else will be asked. */
  readonly deadlineMs: number | null
  readonly links: readonly Link[]
  readonly atMs: number
  readonly timeZone: string
}

export type PacketOf = Pick<Packet, 'tried' | 'deadlineMs' | 'links' | 'atMs' | 'timeZone'> & {
  readonly conversation: Conversation
}

export function packetOf({ conversation, ...rest }: PacketOf): Packet {
  const { state, conversationId } = conversation
  const { snapshot } = state
  return {
    conversationId,
    inbox: state.inboxName?.name ?? `inbox ${snapshot?.inboxId ?? 'unknown'}`,
    team: snapshot?.team?.name ?? null,
    priority: snapshot?.priority ?? null,
    labels: snapshot?.labels.length ?? 0,
    assignee: snapshot?.assignee?.name ?? null,
    waitingSinceMs: waitingSinceMs(state),
    clocks: clockStandings(conversation, rest.atMs),
    ask: askOf(conversation),
    ...rest,
  }
}

/** Clocks that run: overdue ones first, then by what falls due first. */
export function clockStandings({ watch }: Conversation, nowMs: number): ClockStanding[] {
  const standings = CLOCK_NAMES.flatMap((clock): ClockStanding[] => {
    const run = watch?.runs[clock]
    if (run === undefined || !isRunning(run)) return []
    if (run.breachedAtMs !== undefined) return [{ clock, atMs: run.breachedAtMs, overdue: true }]
    return run.dueAtMs === undefined ? [] : [{ clock, atMs: run.dueAtMs, overdue: run.dueAtMs <= nowMs }]
  })
  return standings.sort((a, b) => Number(b.overdue) - Number(a.overdue) || a.atMs - b.atMs)
}

function askOf({ state }: Conversation): Ask {
  const turn = turnOf(state)
  if (turn === 'operator') return 'answer'
  if (turn === 'queue') return 'take'
  return state.snapshot?.assignee == null ? 'take' : 'look'
}

/** Whom an action asks, in words. */
export function askedBy(action: RungAction): string {
  switch (action.do) {
    case 'note_assignee':
      return 'a note to who has it'
    case 'assign_team':
      return `assigned to team ${action.teamId}`
    case 'set_priority':
      return `priority set to ${action.priority}`
    case 'notify':
      return action.target
    case 'page':
      return `${action.target} (page)`
    case 'mail':
      return `${action.target} (mail)`
  }
}

const CLOCKS: Readonly<Record<ClockName, string>> = {
  first_response: 'first response',
  next_response: 'next response',
  resolution: 'resolution',
}
const ASKS: Readonly<Record<Ask, string>> = {
  answer: 'answer it, or hand it to somebody who can',
  take: 'take it, or assign it to somebody',
  look: 'look at it, and say what happens next',
}

/** One line: `Conversation 1042 (Billing): first response overdue since 14:32 (Europe/Berlin), nobody has it`. */
export function packetTitle(packet: Packet): string {
  const { conversationId, team } = packet
  const [first] = packet.clocks
  const what = first === undefined ? 'calls for somebody' : clockWords(first, readerOf(packet))
  return `Conversation ${conversationId}${team === null ? '' : ` (${team})`}: ${what}, ${hasWords(packet)}`
}

/** Lines of plain text, for a notice. */
export function packetLines(packet: Packet): string[] {
  const reader = readerOf(packet)
  const { waitingSinceMs: sinceMs, deadlineMs } = packet
  const waits =
    sinceMs === null ? [] : [`Customer waits since ${localTime(sinceMs, reader)}, ${spelled(packet.atMs - sinceMs)}`]
  return [
    `In ${packet.inbox}, ${aboutWords(packet)}, ${hasWords(packet)}`,
    ...waits,
    ...packet.clocks.map((clock) => capital(clockWords(clock, reader))),
    ...packet.tried.map(({ name, atMs, to }) => `Tried at ${localTime(atMs, reader)}: ${name}, ${to.join(', ')}`),
    `Please ${ASKS[packet.ask]}`,
    ...(deadlineMs === null ? [] : [`Until ${localTime(deadlineMs, reader)}; then more people are called`]),
  ]
}

/** The same for a private note in Chatwoot. */
export function packetMarkdown(packet: Packet): string {
  const links = packet.links.map(({ text, href }) => `[${plain(text)}](${href.replaceAll(/[()\s]/g, percent)})`)
  return [
    `**${plain(packetTitle(packet))}**`,
    '',
    ...packetLines(packet).map((line) => `- ${plain(line)}`),
    ...(links.length === 0 ? [] : ['', links.join(' · ')]),
  ].join('\n')
}

/** One of many, in a list: `#1042 Example Website, priority high: first response overdue since 14:32 (UTC), nobody has it`. */
export function briefLine(conversation: Conversation, reader: Reader): string {
  const packet = packetOf({
    conversation,
    tried: [],
    deadlineMs: null,
    links: [],
    atMs: reader.nowMs,
    timeZone: reader.timeZone,
  })
  const { conversationId, inbox, priority, clocks } = packet
  const [first] = clocks
  const what = [...(first === undefined ? [] : [clockWords(first, reader)]), hasWords(packet)].join(', ')
  return `#${conversationId} ${inbox}${priority === null ? '' : `, priority ${priority}`}: ${what}`
}

const readerOf = ({ timeZone, atMs }: Packet): Reader => ({ timeZone, nowMs: atMs })
const hasWords = ({ assignee }: Packet): string => (assignee === null ? 'nobody has it' : `${assignee} has it`)
const aboutWords = ({ team, priority, labels }: Packet): string =>
  [
    team === null ? 'no team' : `team ${team}`,
    priority === null ? 'no priority' : `priority ${priority}`,
    labels === 1 ? '1 label' : `${labels} labels`,
  ].join(', ')
const clockWords = ({ clock, atMs, overdue }: ClockStanding, reader: Reader): string =>
  `${CLOCKS[clock]} ${overdue ? 'overdue since' : 'due at'} ${localTime(atMs, reader)}`
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16)}`

/** Names are people's own: what would be a sign of Markdown or HTML in them is shown as it is. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|~!]/g, '\\$&')
