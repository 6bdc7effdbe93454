/** Changes people and tokens make to a conversation, each with Chatwoot's side effects. */
import type { Actor } from './activity-notes.ts'
import { resolveConversation } from './behaviour.ts'
import { saveConversation, type World } from './conversation-save.ts'
import type { Conversation, Priority, Status } from './model.ts'
import type { JsonObject } from './rails-json.ts'

export type StatusChange = {
  readonly status: Status
  /** Only for `snoozed`; null: until the customer writes. */
  readonly snoozedUntilUs?: number | null
  readonly by: Actor
}

export function changeStatus(world: World, conversation: Conversation, change: StatusChange): void {
  if (change.status === 'resolved') {
    resolveConversation(world, conversation, change.by)
    return
  }
  const wasPending = conversation.status === 'pending'
  if (change.by.kind === 'bot' && wasPending && change.status === 'open') {
    handOff(world, conversation, change.by)
    return
  }
  saveConversation(world, conversation, {
    by: change.by,
    change: (row) => {
      row.status = change.status
      row.snoozedUntilUs = change.snoozedUntilUs ?? null
    },
  })
}

/** A bot gives up: the conversation opens and the customer is waiting again, for a person this time. */
function handOff(world: World, conversation: Conversation, by: Actor): void {
  if (conversation.waitingSinceUs === null) {
    saveConversation(world, conversation, {
      by: { kind: 'system' },
      change: (row) => {
        row.waitingSinceUs = world.store.time.nowUs()
      },
    })
  }
  saveConversation(world, conversation, {
    by,
    change: (row) => {
      row.status = 'open'
      row.assigneeAgentBotId = null
    },
  })
}

export type OperatorChange = { readonly operatorId: number | null; readonly by: Actor }

export const assignOperator = (world: World, conversation: Conversation, change: OperatorChange): void =>
  saveConversation(world, conversation, {
    by: change.by,
    change: (row) => {
      row.assigneeId = change.operatorId
      if (change.operatorId === null) row.assigneeAgentBotId = null
      if (change.operatorId !== null) row.participantIds.add(change.operatorId)
    },
  })

export type BotChange = { readonly botId: number; readonly by: Actor }

export const assignBot = (world: World, conversation: Conversation, change: BotChange): void =>
  saveConversation(world, conversation, {
    by: change.by,
    change: (row) => {
      row.assigneeId = null
      row.assigneeAgentBotId = change.botId
    },
  })

export type TeamChange = { readonly teamId: number | null; readonly by: Actor }

export const assignTeam = (world: World, conversation: Conversation, change: TeamChange): void =>
  saveConversation(world, conversation, {
    by: change.by,
    change: (row) => {
      row.teamId = change.teamId
    },
  })

export type PriorityChange = { readonly priority: Priority | null; readonly by: Actor }

export const prioritise = (world: World, conversation: Conversation, change: PriorityChange): void =>
  saveConversation(world, conversation, {
    by: change.by,
    change: (row) => {
      row.priority = change.priority
    },
  })

export type LabelChange = { readonly labels: readonly string[]; readonly by: Actor }

/** Replaces the whole list: what is not named is gone. */
export const replaceLabels = (world: World, conversation: Conversation, change: LabelChange): void =>
  saveConversation(world, conversation, {
    by: change.by,
    change: (row) => {
      row.labelList = [...new Set(change.labels)]
    },
  })

export type AttributesChange = { readonly attributes: JsonObject; readonly by: Actor }

/** Replaces the whole object, as up to 4.15.1. */
export const replaceCustomAttributes = (world: World, conversation: Conversation, change: AttributesChange): void =>
  saveConversation(world, conversation, {
    by: change.by,
    change: (row) => {
      row.customAttributes = change.attributes
    },
  })

/** The five-minute job: snoozes that ran out within the last three days reopen. Returns how many did. */
export function reopenDueSnoozes(world: World): number {
  const nowUs = world.store.time.nowUs()
  const oldestUs = nowUs - 3 * 86_400_000_000
  const due = [...world.store.conversations.values()].filter(
    ({ status, snoozedUntilUs }) =>
      status === 'snoozed' && snoozedUntilUs !== null && snoozedUntilUs <= nowUs && snoozedUntilUs > oldestUs,
  )
  for (const conversation of due) changeStatus(world, conversation, { status: 'open', by: { kind: 'system' } })
  return due.length
}
