/** Pages: joining a group, leaving it, and saying whatever the group then owes. */
import type { Conversation } from '#domain/conversation'
import { homeZone } from '#domain/home-zone'
import { clockStandings } from '#domain/packet'
import {
  type GroupName,
  groupKey,
  groupName,
  type Member,
  MOST_LISTED,
  type PageGroup,
  pageKey,
  type Say,
} from '#domain/page-group'
import { pageLines, pageTitle } from '#domain/page-words'
import type { EscalateDeps, Notice, Recorded, Stepped } from './escalate-deps.ts'
import { PAGE_RUNBOOK } from './links.ts'

export type Paging = {
  readonly name: GroupName
  readonly teamName: string | null
  readonly member: Pick<Member, 'conversationId' | 'of' | 'sinceMs'>
  /** The action; the same again when its message is worked on again. */
  readonly by: string
}

/** A conversation calls for a target: alone, or with others for the same reason. */
export async function page({ name, teamName, member, by }: Paging, deps: EscalateDeps): Promise<void> {
  const nowMs = deps.now()
  const joining = { member: { ...member, joinedAtMs: nowMs, taken: false }, teamName }
  const stepped = await deps.groups.join(name, joining, { by, nowMs })
  // joined before: whoever joined may have stopped before it planned the next look
  const isOverdue = (stepped.group?.checkAtMs ?? nowMs + 1) <= nowMs
  if (stepped.planned || !stepped.moved || isOverdue) await plan(name, stepped.group, deps)
  const told = await sayOwed(name, stepped, { by, deps })
  if (!told && stepped.moved) deps.count('PagesGrouped')
}

/** An escalation calls no more: it leaves the groups it has joined. */
export async function leavePages(record: Recorded, by: string, deps: EscalateDeps): Promise<void> {
  const { conversationId, raisedAtMs: sinceMs, state } = record
  if (state === 'raised') return
  const how = state === 'acknowledged' ? 'taken' : 'ended'
  for (const key of record.pages) {
    const name = groupName(key)
    if (name === null) continue
    const stepped = await deps.groups.leave(name, { conversationId, sinceMs, how }, { by, nowMs: deps.now() })
    await sayOwed(name, stepped, { by, deps })
  }
}

/** Plans the next look at a group. */
export async function plan(
  name: GroupName,
  group: Pick<PageGroup, 'checkAtMs'> | undefined,
  deps: EscalateDeps,
): Promise<void> {
  if (group === undefined) return
  const { checkAtMs: atMs } = group
  await deps.sendAt({ kind: 'regroup', group: groupKey(name), atMs }, atMs)
}

/** Says what the group owes, if it is this message's to say; false: there was nothing to say. */
export async function sayOwed(
  name: GroupName,
  { group }: Pick<Stepped, 'group'>,
  { by, deps }: { readonly by: string; readonly deps: EscalateDeps },
): Promise<boolean> {
  const say = group?.owes
  if (group === undefined || say == null || say.by !== by) return false
  if (say.replaces !== null) await endReplaced(group, say.replaces, deps)
  await speak(group, say, deps)
  const again = await deps.groups.said(name, say)
  if (again !== null) await speak(group, again, deps)
  return true
}

/** @throws when nobody at all could be told; then the group still owes it. */
async function speak(group: PageGroup, say: Say, deps: EscalateDeps): Promise<void> {
  const { account, cause, target } = group
  const notice = await pageNotice(group, say, deps)
  const delivery = await wayOf(group, deps)(target, notice)
  if (say.action === 'trigger' && group.quiet !== true) {
    if (delivery.kind === 'delivered') deps.count('PagesSent')
    await deps.onCall.note({ target, atMs: notice.atMs, delivery, drill: null })
  }
  if (delivery.kind === 'refused') deps.count('PagesFailed')
  deps.log.info('page_told', { account, cause, target, key: notice.key, action: say.action, delivery: delivery.kind })
}

/** What wakes nobody goes the way of notices. */
const wayOf = ({ quiet }: PageGroup, { deliver, tell }: EscalateDeps) => (quiet === true ? tell : deliver)
const severityOf = ({ quiet }: PageGroup): Notice['severity'] => (quiet === true ? 'warning' : 'critical')

/** A page that was acknowledged does not wake anybody again, so a new one took its place. */
async function endReplaced(group: PageGroup, openedAtMs: number, deps: EscalateDeps): Promise<void> {
  await wayOf(group, deps)(group.target, {
    key: pageKey(group, openedAtMs),
    action: 'resolve',
    severity: severityOf(group),
    title: `A newer page takes its place (${group.cause})`,
    lines: [],
    links: [],
    atMs: deps.now(),
  })
}

async function pageNotice(group: PageGroup, { action, openedAtMs }: Say, deps: EscalateDeps): Promise<Notice> {
  const { account, cause } = group
  const nowMs = deps.now()
  const conversations = action === 'trigger' ? await lookUp(group, deps) : []
  const timeZone = homeZone((await deps.active(account)).sla)
  const seen = { conversations, reader: { timeZone, nowMs } }
  const about = { key: pageKey(group, openedAtMs), action, severity: severityOf(group), atMs: nowMs } as const
  const title = pageTitle(group, action, seen)
  if (action !== 'trigger') return { ...about, title, lines: [], links: [] }
  const runbook = deps.links.runbook()
  const whatToDo = runbook.length === 0 ? [`What to do: ${PAGE_RUNBOOK}`] : []
  const lines = [...pageLines(group, seen), ...whatToDo]
  return { ...about, title, lines, links: [...deps.links.list(account, cause), ...runbook] }
}

/** The conversations that call, the most urgent first. */
async function lookUp(group: PageGroup, deps: EscalateDeps): Promise<Conversation[]> {
  const members = group.open === 0 ? [] : await deps.groups.members(group, MOST_LISTED)
  const calling = members.filter(({ taken }) => !taken).map(({ conversationId }) => conversationId)
  const ids = [...new Set([...calling, ...(group.foreseen?.ids ?? [])])].slice(0, MOST_LISTED)
  if (ids.length === 0) return []
  const found = await deps.conversations(group.account, ids)
  const nowMs = deps.now()
  const urgency = new Map(found.map((one) => [one, clockStandings(one, nowMs)[0]?.atMs ?? Number.POSITIVE_INFINITY]))
  return [...found].sort((a, b) => (urgency.get(a) ?? 0) - (urgency.get(b) ?? 0) || a.conversationId - b.conversationId)
}
