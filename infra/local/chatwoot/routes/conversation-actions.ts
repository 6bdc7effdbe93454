import * as changes from '../conversation-changes.ts'
import { isPriority, isStatus, viewerOf } from '../find-conversations.ts'
import {
  type Answer,
  actorOf,
  type Call,
  listOf,
  numberOf,
  numbersOf,
  objectOf,
  ok,
  type Route,
  textOf,
  unprocessable,
} from '../http-door.ts'
import { isoOrNull } from '../micro-time.ts'
import type { Conversation } from '../model.ts'
import { typingWebhook } from '../payloads.ts'
import type { Json } from '../rails-json.ts'
import { agentView, conversationView, teamView } from '../views.ts'
import { CONVERSATION, withConversation } from './conversations.ts'

/** Without a status it toggles; by a bot, pending to open is the hand-off. */
function toggleStatus(call: Call, conversation: Conversation): Answer {
  const by = actorOf(call.caller)
  const wished = call.body.status
  const toggled = conversation.status === 'open' ? 'resolved' : 'open'
  const status = wished === undefined || wished === null || wished === '' ? toggled : wished
  if (!isStatus(status)) return unprocessable(`'${String(status)}' is not a valid status`)
  const untilS = numberOf(call.body.snoozed_until)
  changes.changeStatus(call.core, conversation, {
    status,
    snoozedUntilUs: untilS === undefined ? null : untilS * 1_000_000,
    by,
  })
  // whoever opens a conversation with an agent's token is its assignee from then on
  if (conversation.status === 'open' && call.caller.kind === 'operator' && call.caller.operator.role === 'agent') {
    changes.assignOperator(call.core, conversation, { operatorId: call.caller.operator.id, by })
  }
  return ok({
    meta: {},
    payload: {
      success: true,
      conversation_id: conversation.displayId,
      current_status: conversation.status,
      snoozed_until: isoOrNull(conversation.snoozedUntilUs),
    },
  })
}

/** Left out or null clears; an empty text is refused. */
function prioritise(call: Call, conversation: Conversation): Answer | undefined {
  const priority = call.body.priority ?? null
  if (priority !== null && !isPriority(priority)) return unprocessable(`'${String(priority)}' is not a valid priority`)
  changes.prioritise(call.core, conversation, { priority, by: actorOf(call.caller) })
  return undefined
}

/** `assignee_id` wins over `team_id`. An id nobody has takes the assignee away; inbox membership is not asked for. */
function assign(call: Call, conversation: Conversation): Answer {
  const { store } = call.core
  const by = actorOf(call.caller)
  const assigneeId = numberOf(call.body.assignee_id) ?? 0
  if (call.body.assignee_type === 'AgentBot') {
    const bot = store.bots.get(assigneeId)
    if (!bot) return ok(null)
    changes.assignBot(call.core, conversation, { botId: bot.id, by })
    return ok({ id: bot.id, name: bot.name, avatar_url: '', type: 'agent_bot' })
  }
  if ('assignee_id' in call.body) {
    const operator = store.operators.get(assigneeId)
    changes.assignOperator(call.core, conversation, { operatorId: operator?.id ?? null, by })
    return ok(operator ? agentView(store, operator) : null)
  }
  if (!('team_id' in call.body)) return ok(null)
  const team = store.teams.get(numberOf(call.body.team_id) ?? 0)
  changes.assignTeam(call.core, conversation, { teamId: team?.id ?? null, by })
  return ok(team ? teamView(store, team, viewerOf(call)) : null)
}

function replaceLabels(call: Call, conversation: Conversation): Answer {
  const labels = (listOf(call.body.labels) ?? []).flatMap((label) => textOf(label) ?? [])
  changes.replaceLabels(call.core, conversation, { labels, by: actorOf(call.caller) })
  return ok({ payload: conversation.labelList })
}

function replaceAttributes(call: Call, conversation: Conversation): Answer {
  const attributes = objectOf(call.body.custom_attributes) ?? {}
  changes.replaceCustomAttributes(call.core, conversation, { attributes, by: actorOf(call.caller) })
  return ok({ custom_attributes: conversation.customAttributes })
}

function type(call: Call, conversation: Conversation): Answer {
  if (call.caller.kind === 'bot') return ok()
  const on = call.body.typing_status === 'on'
  const payload = typingWebhook(call.core.store, conversation, { on, by: call.caller.operator })
  call.core.outbox.emit(on ? 'conversation_typing_on' : 'conversation_typing_off', () => payload)
  return ok()
}

/** Answers at once and works later, in the job queue. Labels can be added and removed here without replacing. */
function bulk(call: Call): Answer {
  if (call.body.type !== 'Conversation') return unprocessable('Only conversations can be changed in bulk')
  const { core, body } = call
  core.clock.at(core.clock.now(), () => {
    for (const id of numbersOf(body.ids)) {
      const conversation = core.store.conversation(id)
      if (conversation) core.outbox.together(() => applyBulk(call, conversation))
    }
  })
  return ok()
}

function applyBulk(call: Call, conversation: Conversation): void {
  const { core, body } = call
  const by = actorOf(call.caller)
  const fields = objectOf(body.fields) ?? {}
  const labels = objectOf(body.labels) ?? {}
  const texts = (value: Json | undefined): string[] => (listOf(value) ?? []).flatMap((each) => textOf(each) ?? [])
  const removed = texts(labels.remove)
  const known = (table: ReadonlyMap<number, unknown>, value: Json | undefined): number | null => {
    const id = numberOf(value) ?? 0
    return table.has(id) ? id : null
  }
  if (isStatus(fields.status)) {
    const untilS = numberOf(body.snoozed_until)
    const snoozedUntilUs = untilS === undefined ? null : untilS * 1_000_000
    changes.changeStatus(core, conversation, { status: fields.status, snoozedUntilUs, by })
  }
  if ('assignee_id' in fields) {
    const operatorId = known(core.store.operators, fields.assignee_id)
    changes.assignOperator(core, conversation, { operatorId, by })
  }
  if ('team_id' in fields) {
    changes.assignTeam(core, conversation, { teamId: known(core.store.teams, fields.team_id), by })
  }
  const kept = [...conversation.labelList, ...texts(labels.add)].filter((label) => !removed.includes(label))
  changes.replaceLabels(core, conversation, { labels: kept, by })
}

const post = (name: string, answer: (call: Call, conversation: Conversation) => Answer): Route => ({
  method: 'POST',
  path: `${CONVERSATION}/${name}`,
  access: 'bot',
  answer: (call) => withConversation(call, (conversation) => answer(call, conversation)),
})

export const conversationActionRoutes: readonly Route[] = [
  post('toggle_status', toggleStatus),
  post('toggle_priority', (call, conversation) => prioritise(call, conversation) ?? ok()),
  post('toggle_typing_status', type),
  post('assignments', assign),
  post('labels', replaceLabels),
  post('custom_attributes', replaceAttributes),
  {
    method: 'GET',
    path: `${CONVERSATION}/labels`,
    access: 'bot',
    answer: (call) => withConversation(call, ({ labelList }) => ok({ payload: labelList })),
  },
  {
    method: 'PATCH',
    path: CONVERSATION,
    access: 'bot',
    // keys other than the priority are ignored without a word
    answer: (call) =>
      withConversation(
        call,
        (conversation) =>
          ('priority' in call.body ? prioritise(call, conversation) : undefined) ??
          ok(conversationView(call.core.store, conversation, viewerOf(call))),
      ),
  },
  { method: 'POST', path: '/api/v1/accounts/:account/bulk_actions', access: 'user', answer: bulk },
]
