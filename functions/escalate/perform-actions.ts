/** What a rung of a ladder, or a policy at a breach, asks for: action after action, each at least once. */
import type { Wish } from '#domain/action'
import type { Conversation } from '#domain/conversation'
import type { RungAction } from '#domain/escalation-policy'
import { type Packet, packetLines, packetMarkdown, packetTitle } from '#domain/packet'
import { type GroupName, groupKey, type Member } from '#domain/page-group'
import type { EscalateDeps } from './escalate-deps.ts'
import { page } from './page.ts'

export type Calling = {
  readonly conversation: Conversation
  readonly correlationId: string
  /** Why, for people: the name of a rule or policy. */
  readonly reason: string
  readonly cause: string
  readonly member: Pick<Member, 'of' | 'sinceMs'>
  readonly packet: Packet
  /** Repeats of a notice with this key are one at the receiver. */
  readonly noticeKey: string
  readonly idOf: (nth: number) => string
  readonly done: readonly string[]
  /** Notes that it was performed; false: by now it calls no more, and the rest is left out. */
  readonly markDone: (actionId: string) => Promise<boolean>
  /** Notes that it joins a group of pages; false: it calls no more. */
  readonly joins: (groupKey: string) => Promise<boolean>
  /** False: so much time has gone that nothing may be begun any more. */
  readonly inTime: () => boolean
}

const REASON_CHARACTERS = 200

/**
 * Performs the actions that are not done yet, in order, and notes each when it is done. A stop between the two makes it
 * happen again: twice is better than not at all, and receivers know repeats by their keys.
 * `later`: not all could be done in time.
 */
export async function performActions(
  actions: readonly RungAction[],
  calling: Calling,
  deps: EscalateDeps,
): Promise<'done' | 'later'> {
  for (const [nth, action] of actions.entries()) {
    const id = calling.idOf(nth)
    if (calling.done.includes(id)) continue
    if (!calling.inTime()) return 'later'
    await performOne(action, { id, calling }, deps)
    if (!(await calling.markDone(id))) {
      deps.count('PagesSpared', callsIn(actions.slice(nth + 1)))
      return 'done'
    }
  }
  return 'done'
}

/** How many of them reach somebody outside Chatwoot. */
export const callsIn = (actions: readonly RungAction[]): number => actions.filter((one) => 'target' in one).length

type Asked = { readonly id: string; readonly calling: Calling }

async function performOne(action: RungAction, asked: Asked, deps: EscalateDeps): Promise<void> {
  switch (action.do) {
    case 'note_assignee':
      return request(noteOf(asked.calling), asked, deps)
    case 'assign_team':
      return request({ verb: 'assign_team', teamId: action.teamId }, asked, deps)
    case 'set_priority':
      return request({ verb: 'set_priority', priority: action.priority }, asked, deps)
    case 'notify':
    case 'mail':
      return notify(action.target, asked.calling, deps)
    case 'page':
      return call(action.target, asked, deps)
  }
}

/** Mentions who has it; when that is nobody, or a bot, its team. */
function noteOf({ conversation, packet }: Calling): Wish {
  const { assignee = null, team = null } = conversation.state.snapshot ?? {}
  const mention = assignee?.kind === 'operator' ? { id: assignee.id, name: assignee.name } : null
  return { verb: 'add_note', text: packetMarkdown(packet), mention, mentionTeam: mention === null ? team : null }
}

async function request(wish: Wish, { id, calling }: Asked, deps: EscalateDeps): Promise<void> {
  const { account, conversationId } = calling.conversation
  const reason = calling.reason.slice(0, REASON_CHARACTERS)
  const { correlationId } = calling
  await deps.requestAction({ id, account, conversationId, reason, requestedAtMs: deps.now(), correlationId, ...wish })
}

async function notify(target: string, { noticeKey, packet }: Calling, deps: EscalateDeps): Promise<void> {
  const delivery = await deps.tell(target, {
    key: noticeKey,
    action: 'trigger',
    severity: 'warning',
    title: packetTitle(packet),
    lines: packetLines(packet),
    links: packet.links,
    atMs: deps.now(),
  })
  if (delivery.kind === 'refused') deps.count('PagesFailed')
}

async function call(target: string, { id, calling }: Asked, deps: EscalateDeps): Promise<void> {
  const { conversation, cause, member } = calling
  const { account, conversationId, state } = conversation
  const team = state.snapshot?.team ?? null
  const name: GroupName = { account, cause, teamId: team?.id ?? null, target }
  if (!(await calling.joins(groupKey(name)))) return deps.count('PagesSpared')
  await page({ name, teamName: team?.name ?? null, member: { ...member, conversationId }, by: id }, deps)
}
