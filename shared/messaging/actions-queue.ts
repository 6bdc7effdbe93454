import type { Action, ActionKey } from '#domain/action'
import { sha256Hex } from '#runtime/digest'
import type { QueueMessage } from './queue.ts'

export type RequestDeps = {
  /** `enlistAction` of the store. */
  readonly enlist: (
    action: Action,
  ) => Promise<{ readonly kind: 'new' } | { readonly kind: 'known'; readonly state: string }>
  /** To the FIFO queue of actions; returns once SQS has confirmed it. */
  readonly send: (message: QueueMessage) => Promise<void>
}
/** `known`: the action had ended before, and nothing was sent. */
export type Requested = 'requested' | 'known'

/**
 * Asks for an action: stores it, then sends it on its way. Doing so again with the same id changes nothing, and sends a
 * queued one again, since the first caller may have stopped between the two; `act` tells a repetition by the item.
 * Actions of one conversation are performed in the order in which they were requested.
 * @throws the SDK's errors; then it is not known whether the action is on its way, and it has to be requested again.
 */
export async function requestAction(action: Action, deps: RequestDeps): Promise<Requested> {
  const enlisted = await deps.enlist(action)
  if (enlisted.kind === 'known' && enlisted.state !== 'queued') return 'known'
  await deps.send(actionMessage(action))
  return 'requested'
}

/** After so long the message has been worked off, or lies in the dead-letter queue, from where people send it again. */
const RESENT_WITHIN_MS = 1_800_000

/**
 * As `requestAction`, of one that is asked for again until it has ended: answers how it stands, and sends it again only
 * while the first message may have got lost. @throws the SDK's errors.
 */
export async function requestChange(
  action: Action,
  { enlist, send, now }: RequestDeps & { readonly now: () => number },
): Promise<string> {
  const enlisted = await enlist(action)
  if (enlisted.kind === 'known' && enlisted.state !== 'queued') return enlisted.state
  if (enlisted.kind === 'new' || now() - action.requestedAtMs < RESENT_WITHIN_MS) await send(actionMessage(action))
  return 'queued'
}

export type ReleaseDeps = Pick<RequestDeps, 'send'> & {
  /** `releaseAction` of the store. */
  readonly release: (key: ActionKey) => Promise<Action | undefined>
}

/**
 * Sends a proposed action on its way. Doing so again sends it again until it has ended, as for `requestAction`.
 * `known`: it was never proposed, or has ended. @throws the SDK's errors; then it has to be released again.
 */
export async function sendProposed(key: ActionKey, deps: ReleaseDeps): Promise<Requested> {
  const action = await deps.release(key)
  if (action === undefined) return 'known'
  await deps.send(actionMessage(action))
  return 'requested'
}

/**
 * An action as a message of the queue. One that was taken off the queue and is sent anew has a message of its own: for
 * five minutes the queue would take the same for a repetition.
 */
export const actionMessage = (action: Action, heldAtMs?: number): QueueMessage => ({
  body: JSON.stringify(action),
  attributes: { account: action.account, correlationId: action.correlationId },
  fifo: {
    groupId: `${action.account}#${action.conversationId}`,
    deduplicationId: sha256Hex(heldAtMs === undefined ? action.id : `${action.id} held ${heldAtMs}`),
  },
})
