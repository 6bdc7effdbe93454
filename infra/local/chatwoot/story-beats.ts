/** The single events of the traffic story. Which of them can happen, and how likely, follows from the store. */

import type { Conversation, Inbox, Operator, Priority } from './model.ts'
import type { JsonObject } from './rails-json.ts'
import type { Random } from './random.ts'
import type { Chatwoot } from './server.ts'
import { rowOf } from './store.ts'
import { BOT_QUESTIONS, BROWSERS, FEEDBACK, NOTES, NUDGES, THANKS, TOPICS, type Topic } from './story-texts.ts'

export type Stage = {
  readonly chatwoot: Pick<Chatwoot, 'store' | 'shop' | 'actions'>
  readonly random: Random
  /** Epoch milliseconds of the story. */
  readonly now: () => number
  /** How many open conversations the shop has at this hour. */
  readonly target: () => number
}

/** A weight of 0 or less: cannot happen now. */
export type Beat = { readonly name: string; readonly weight: number; readonly play: () => void }

const lastMessage = ({ chatwoot }: Stage, conversation: Conversation) =>
  chatwoot.store.messagesOf(conversation).findLast((each) => each.messageType !== 'activity' && !each.private)

export const topicOf = (conversation: Conversation): Topic => {
  const topic = TOPICS[conversation.displayId % TOPICS.length]
  if (!topic) throw new Error('there are no topics')
  return topic
}

/** Some are left waiting on purpose, or there would be nothing to warn of: a handful, for up to 75 minutes. */
function isNeglected(stage: Stage, conversation: Conversation): boolean {
  const waitedMs = stage.now() - (conversation.waitingSinceUs ?? 0) / 1000
  return conversation.displayId % 7 === 3 && waitedMs < 75 * 60_000
}

export function pickOperator({ chatwoot, random }: Stage, inbox: Inbox): Operator {
  const members = chatwoot.shop.operators.filter(({ id }) => inbox.memberIds.has(id))
  const online = members.filter(({ availability }) => availability === 'online')
  return random.pick(online.length > 0 ? online : members)
}

const inboxOf = ({ chatwoot }: Stage, conversation: Conversation): Inbox =>
  rowOf(chatwoot.store.inboxes, conversation.inboxId, 'inbox')

/** Who answers: the assignee, or whoever takes it now. */
export function takeOver(stage: Stage, conversation: Conversation): number {
  if (conversation.assigneeId !== null) return conversation.assigneeId
  const operator = pickOperator(stage, inboxOf(stage, conversation))
  stage.chatwoot.actions.assign(conversation.displayId, operator.id, operator.id)
  return operator.id
}

/** A customer writes for the first time; returns the display id. */
export function arrive({ chatwoot, random, now }: Stage): number {
  const { website, email, messenger, wholesale } = chatwoot.shop.inboxes
  const inbox = random.pick([website, website, website, email, email, messenger, messenger, wholesale])
  const topic = TOPICS[chatwoot.store.conversations.size % TOPICS.length] ?? random.pick(TOPICS)
  const attributes: JsonObject =
    inbox === website
      ? page(random, now())
      : inbox === email
        ? { source: 'email', mail_subject: `About my order (${topic.label})`, in_reply_to: null, auto_reply: false }
        : {}
  return chatwoot.actions.customerOpens({
    contactId: random.pick(chatwoot.shop.contacts).id,
    inboxId: inbox.id,
    text: random.pick(topic.openers),
    additionalAttributes: attributes,
  })
}

const page = (random: Random, nowMs: number): JsonObject => ({
  browser_language: random.pick(['en', 'en', 'de', 'fr']),
  browser: random.pick(BROWSERS),
  initiated_at: { timestamp: new Date(nowMs).toString() },
  referer: random.pick(['https://shop.example.com/checkout', 'https://shop.example.com/tents']),
})

/** Everything that could happen next. */
export function beats(stage: Stage): Beat[] {
  const { chatwoot, random, now } = stage
  const { actions, shop, store } = chatwoot
  // a scene's conversations belong to the scene alone
  const all = [...store.conversations.values()].filter(
    ({ additionalAttributes }) => additionalAttributes.scene !== true,
  )
  const open = all.filter(({ status }) => status === 'open')
  const pending = all.filter(({ status }) => status === 'pending')
  const resolved = all.filter(({ status }) => status === 'resolved').slice(-40)
  const snoozed = all.filter(({ status }) => status === 'snoozed')
  const waiting = open.filter((each) => each.waitingSinceUs !== null && !isNeglected(stage, each))
  const unassigned = open.filter((each) => each.assigneeId === null && !isNeglected(stage, each))
  const answered = open.filter((each) => lastMessage(stage, each)?.messageType === 'outgoing')
  const unrated = resolved.filter(
    (each) => lastMessage(stage, each)?.contentType === 'input_csat' && rated(stage, each) === false,
  )
  const surplus = open.length + pending.length - stage.target()

  /** A beat about one conversation of a list; impossible while the list is empty. */
  const about = (
    name: string,
    list: readonly Conversation[],
    weight: number,
    play: (one: Conversation) => void,
  ): Beat => ({
    name,
    weight: list.length === 0 ? 0 : weight,
    play: () => play(random.pick(list)),
  })

  return [
    { name: 'arrive', weight: Math.max(0.4, -surplus), play: () => void arrive(stage) },
    about('take', unassigned, 1.5, (one) => void takeOver(stage, one)),
    about('reply', waiting, 3 + Math.max(0, surplus) / 4, (one) => {
      const longest = waiting.reduce((a, b) => ((a.waitingSinceUs ?? 0) <= (b.waitingSinceUs ?? 0) ? a : b))
      const chosen = random.chance(0.4) ? longest : one
      actions.operatorReplies(chosen.displayId, takeOver(stage, chosen), random.pick(topicOf(chosen).replies))
    }),
    about(
      'answer',
      answered,
      2,
      (one) => void actions.customerAnswers(one.displayId, random.pick(topicOf(one).answers)),
    ),
    about('thank and resolve', answered, 1 + Math.max(0, surplus) / 2, (one) => {
      if (random.chance(0.5)) actions.customerAnswers(one.displayId, random.pick(THANKS))
      actions.resolve(one.displayId, takeOver(stage, one))
    }),
    about(
      'nudge',
      open.filter((each) => each.waitingSinceUs !== null),
      0.4,
      (one) => void actions.customerAnswers(one.displayId, random.pick(NUDGES)),
    ),
    about(
      'label',
      open.filter((each) => each.labelList.length === 0),
      1,
      (one) => {
        const labels = random.chance(0.15) ? [topicOf(one).label, 'vip'] : [topicOf(one).label]
        actions.replaceLabels(one.displayId, labels, takeOver(stage, one))
      },
    ),
    about(
      'team',
      open.filter((each) => each.teamId === null),
      0.7,
      (one) =>
        actions.assignTeam(
          one.displayId,
          shop.teams[topicOf(one).team].id,
          pickOperator(stage, inboxOf(stage, one)).id,
        ),
    ),
    about(
      'prioritise',
      open.filter((each) => each.priority === null),
      0.5,
      (one) => actions.prioritise(one.displayId, random.pick<Priority>(['low', 'medium', 'high', 'high', 'urgent'])),
    ),
    about(
      'note',
      open.filter((each) => each.assigneeId !== null),
      0.5,
      (one) => void actions.operatorNotes(one.displayId, takeOver(stage, one), random.pick(NOTES)),
    ),
    about('snooze', answered, 0.4, (one) => {
      const untilMs = random.chance(0.3) ? null : now() + random.between(10, 90) * 60_000
      actions.snooze(one.displayId, untilMs, takeOver(stage, one))
    }),
    about(
      'unassign',
      open.filter((each) => each.assigneeId !== null),
      0.1,
      (one) => actions.assign(one.displayId, null),
    ),
    about(
      'wake',
      snoozed,
      snoozed.length / 20,
      (one) => void actions.customerAnswers(one.displayId, random.pick(NUDGES)),
    ),
    about('rate', unrated, 0.7, (one) => {
      const feedback = random.chance(0.5) ? random.pick(FEEDBACK) : null
      actions.rateConversation(one.displayId, random.pick([5, 5, 5, 4, 4, 3, 2, 1]), feedback)
    }),
    about(
      'come back',
      resolved,
      0.25,
      (one) => void actions.customerAnswers(one.displayId, random.pick(topicOf(one).answers)),
    ),
    about('bot', pending, pending.length / 4, (one) => {
      if (lastMessage(stage, one)?.messageType === 'outgoing') {
        actions.customerAnswers(one.displayId, random.pick(topicOf(one).answers))
        if (random.chance(0.6)) actions.botHandsOff(one.displayId)
        return
      }
      actions.botReplies(one.displayId, random.pick(BOT_QUESTIONS))
    }),
    { name: 'availability', weight: 0.15, play: () => changeAvailability(stage) },
    about('typing', open, 0.2, (one) => {
      actions.typing(one.displayId, true)
      actions.typing(one.displayId, false)
    }),
    {
      name: 'look around',
      weight: 0.15,
      play: () => actions.opensChatWindow(random.pick(shop.contacts).id, shop.inboxes.website.id, page(random, now())),
    },
  ]
}

function rated({ chatwoot }: Stage, conversation: Conversation): boolean {
  for (const response of chatwoot.store.csatResponses.values()) {
    if (response.conversationId === conversation.id) return true
  }
  return false
}

/** Half the shop at least stays online. */
function changeAvailability({ chatwoot, random }: Stage): void {
  const operator = random.pick(chatwoot.shop.operators)
  const online = chatwoot.shop.operators.filter(({ availability }) => availability === 'online').length
  const away = online > chatwoot.shop.operators.length / 2 ? random.pick(['busy', 'offline'] as const) : 'online'
  chatwoot.actions.setAvailability(operator.id, operator.availability === 'online' ? away : 'online')
}
