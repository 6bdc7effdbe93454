/** What a page says: one line that tells the whole, then the conversations one by one. */
import type { Conversation } from './conversation.ts'
import { localTime, type Reader } from './local-time.ts'
import { briefLine, clockStandings } from './packet.ts'
import { countOf, type PageGroup, type Say } from './page-group.ts'

/** A page is read on a telephone; the console has the whole list. */
const LINES = 20

/** Conversations of the group as they are now: as many as were looked up. */
export type Seen = { readonly conversations: readonly Conversation[]; readonly reader: Reader }

/** `12 conversations of Billing are overdue: nobody has 9 of them`. */
export function pageTitle(group: PageGroup, action: Say['action'], { conversations, reader }: Seen): string {
  const { cause, teamName, taken, foreseen } = group
  const of = teamName === null ? 'without a team' : `of ${teamName}`
  if (action === 'resolve') return `No conversation ${of} is left (${cause})`
  if (action === 'acknowledge') return `${conversationsOf(taken)} ${of} ${taken === 1 ? 'is' : 'are'} taken (${cause})`
  if (foreseen !== null && group.open === 0) return forecastTitle(foreseen, of, reader)
  const count = countOf(group)
  const overdue = conversations.length > 0 && conversations.every((one) => isOverdue(one, reader))
  const [is, calls] = count === 1 ? ['is', 'calls'] : ['are', 'call']
  const what = overdue ? `${is} overdue` : `${calls} for somebody (${cause})`
  return `${conversationsOf(count)} ${of} ${what}${nobodyHas(conversations, count)}`
}

/** Conversations one by one, then how many more there are. */
export function pageLines(group: PageGroup, { conversations, reader }: Seen): string[] {
  const lines = conversations.slice(0, LINES).map((one) => briefLine(one, reader))
  const more = countOf(group) - lines.length
  return more > 0 && lines.length > 0 ? [...lines, `and ${more} more`] : lines
}

const conversationsOf = (count: number): string => (count === 1 ? '1 conversation' : `${count} conversations`)
const isOverdue = (conversation: Conversation, { nowMs }: Reader): boolean =>
  clockStandings(conversation, nowMs).some(({ overdue }) => overdue)

/** Of a large group only some were looked up. */
function nobodyHas(conversations: readonly Conversation[], count: number): string {
  const unassigned = conversations.filter(({ state }) => state.snapshot?.assignee == null).length
  if (unassigned === 0) return ''
  if (unassigned >= count) return `: nobody has ${count === 1 ? 'it' : 'them'}`
  return `: nobody has ${conversations.length < count ? 'at least ' : ''}${unassigned} of them`
}

type Forecast = NonNullable<PageGroup['foreseen']>

/** `12 conversations of Billing are predicted to breach by 14:30 (UTC): nobody has 9 of them; one more operator saves 8`. */
function forecastTitle(foreseen: Forecast, of: string, reader: Reader): string {
  const { count, unassigned, dueWithinMinutes, atMs, saves = 0 } = foreseen
  const by = localTime(foreseen.byMs ?? atMs + dueWithinMinutes * 60_000, reader)
  const [are, them] = count === 1 ? ['is', 'it'] : ['are', 'them']
  const nobody = unassigned === 0 ? '' : `nobody has ${unassigned >= count ? them : `${unassigned} of them`}`
  const more = saves === 0 ? '' : `one more operator saves ${saves}`
  const why = [nobody, more].filter((one) => one !== '').join('; ')
  return `${conversationsOf(count)} ${of} ${are} predicted to breach by ${by}${why === '' ? '' : `: ${why}`}`
}
