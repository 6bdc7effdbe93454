/** What a decision asks of Chatwoot. Ids are derived from the decision, so that asking twice is asking once. */
import type { Action } from '#domain/action'
import type { Conversation } from '#domain/conversation'
import type { Need } from '#domain/routing/choice-terms'
import type { Routing } from '#domain/routing/routing-record'
import type { AskedAction, StoredReceipt } from '#domain/routing/stored-receipt'

type Of = Pick<Conversation, 'account' | 'conversationId'>

/** By the instant too: a conversation that expired and came back counts its decisions anew. */
const prefixOf = ({ account, conversationId }: Of, { decision, atMs }: Pick<Routing, 'decision' | 'atMs'>): string =>
  `${account}/${conversationId}/route/${atMs}/${decision}`

/** Of the action that assigns an operator. */
export const actionIdOf = (of: Of, routing: Pick<Routing, 'decision' | 'atMs'>): string =>
  `${prefixOf(of, routing)}/operator`

type Asked = {
  readonly need: Need | null
  readonly routing: Pick<Routing, 'decision' | 'atMs'>
  /** Null: nobody. */
  readonly operatorId: number | null
  readonly from: number | null
  /** Chatwoot has deleted that one: it may show the conversation with nobody, and has told nobody so. */
  readonly isGone?: boolean
}

/**
 * The operator first: a team that is set while nobody is assigned may have Chatwoot choose a member of it, and one that the
 * assignee belongs to leaves him (CONTRACT (d)). What is so already is not asked for.
 */
export function askedActions(
  conversation: Conversation,
  { need, routing, operatorId, from, isGone = false }: Asked,
): AskedAction[] {
  const prefix = prefixOf(conversation, routing)
  const { snapshot } = conversation.state
  const labels = (need?.labels ?? []).filter((label) => snapshot?.labels.includes(label) !== true)
  return [
    ...(operatorId === null
      ? []
      : [
          {
            id: actionIdOf(conversation, routing),
            verb: 'assign_operator' as const,
            operatorId,
            expects: { operatorId: from, ...(isGone ? { orNobody: true as const } : {}), status: 'open' as const },
          },
        ]),
    ...(need === null || need.teamId === null || need.teamId === (snapshot?.team?.id ?? null)
      ? []
      : [{ id: `${prefix}/team`, verb: 'assign_team' as const, teamId: need.teamId }]),
    ...(need === null || need.priority === null || need.priority === snapshot?.priority
      ? []
      : [{ id: `${prefix}/priority`, verb: 'set_priority' as const, priority: need.priority }]),
    ...labels.map((label, nth) => ({ id: `${prefix}/label/${nth}`, verb: 'add_label' as const, label })),
  ]
}

/** The actions of a receipt, to be sent; again if need be. */
export const actionsOf = (receipt: StoredReceipt): Action[] =>
  receipt.actions.map((asked) => ({
    account: receipt.account,
    conversationId: receipt.conversationId,
    reason: reasonOf(receipt),
    requestedAtMs: receipt.atMs,
    correlationId: receipt.correlationId,
    ...asked,
  }))

function reasonOf({ outcome, choice, routedFor }: StoredReceipt): string {
  if (outcome === 'returned') return 'Routing: given back to whom a person chose'
  const by = choice?.need.by
  const from = by?.kind === 'rule' ? `rule ${by.ruleId}` : by?.kind === 'topic' ? `topic ${by.topic}` : 'triage'
  return `Routing: ${from}${routedFor === null || routedFor === 'waiting' ? '' : `, ${routedFor}`}`.slice(0, 200)
}
