/**
 * The join of what we know of one conversation. Each register keeps the greatest fact by a total order, so `merge` is
 * commutative, associative and idempotent: the order and number of deliveries do not matter.
 */
import { canonicalText, compareText } from './canonical.ts'
import type { ConversationState, Flagged, MessageRef, Promised } from './conversation.ts'
import type {
  CanaryHeard,
  CsatFact,
  Deleted,
  Handed,
  MessageFact,
  Observation,
  ReadTo,
  Snapshot,
} from './observation.ts'
import { SAID_KEPT, type Said } from './topic.ts'

/** Negative: a before b. Zero only for equal facts, else the join would depend on the order of its arguments. */
type Order<Fact> = (a: Fact, b: Fact) => number

const nothing: ConversationState = {}

/**
 * Least upper bound of two states. Neither argument is changed. Registers that only a newer release knows pass through:
 * during a deployment, or after going back from one, they stand in stored states and in no observation.
 */
export function merge(a: ConversationState, b: ConversationState): ConversationState {
  return {
    ...a,
    ...b,
    ...kept('snapshot', greatest(bySnapshotAge, a.snapshot, b.snapshot)),
    ...kept('inboxName', greatest(byNameAge, a.inboxName, b.inboxName)),
    ...kept('firstInbound', greatest(earliestMessage, a.firstInbound, b.firstInbound)),
    ...kept('lastInbound', greatest(latestMessage, a.lastInbound, b.lastInbound)),
    ...kept('firstReply', greatest(earliestMessage, a.firstReply, b.firstReply)),
    ...kept('lastReply', greatest(latestMessage, a.lastReply, b.lastReply)),
    ...kept('lastBotReply', greatest(latestMessage, a.lastBotReply, b.lastBotReply)),
    ...kept('csat', greatest(byAnswerAge, a.csat, b.csat)),
    ...kept('flagged', greatest(byMessage, a.flagged, b.flagged)),
    ...kept('handed', greatest(byHanding, a.handed, b.handed)),
    ...kept('promised', greatest(byMessage, a.promised, b.promised)),
    ...kept('said', firstSaid(a.said, b.said)),
    ...kept('readTo', farthest(a.readTo, b.readTo)),
    ...kept('canary', greatest(byHearing, a.canary, b.canary)),
    ...kept('deleted', greatest(byDeath, a.deleted, b.deleted)),
  }
}

/** What one observation alone tells. */
export function stateOf(observation: Observation): ConversationState {
  const { snapshot, inboxName, csat, handed, readTo, canary, deleted, receivedAtMs } = observation
  const atUs = snapshot?.updatedAtUs ?? receivedAtMs * 1000
  const frame: ConversationState = {
    ...kept('snapshot', snapshot),
    ...kept('inboxName', inboxName === undefined ? undefined : { name: inboxName, atUs }),
    ...kept('csat', csat),
    ...kept('handed', handed),
    ...kept('readTo', readTo),
    ...kept('canary', canary),
    ...kept('deleted', deleted),
  }
  return observation.messages.map(stateOfMessage).reduce(merge, frame)
}

/** True if the two hold the same facts: then there is nothing to write. */
export const sameState = (a: ConversationState, b: ConversationState): boolean =>
  a === b || canonicalText(a) === canonicalText(b)

const byMessage: Order<Flagged | Promised> = (a, b) =>
  a.messageId - b.messageId || compareText(canonicalText(a), canonicalText(b))

/** Notes, and public messages that answer nobody (greetings, automation, campaigns), do not move the turn. */
function stateOfMessage(message: MessageFact): ConversationState {
  const ref: MessageRef = { id: message.id, atMs: message.atMs, senderId: message.senderId }
  if (message.kind === 'customer')
    return {
      firstInbound: ref,
      lastInbound: ref,
      ...kept('flagged', flaggedBy(message)),
      ...kept('said', saidIn(message)),
    }
  if (message.kind === 'operator' && message.answers)
    return { firstReply: ref, lastReply: ref, ...kept('promised', promisedBy(message)) }
  if (message.kind === 'bot' && message.answers) return { lastBotReply: ref }
  return nothing
}

const flaggedBy = ({ id, atMs, signals }: MessageFact): Flagged | undefined =>
  signals === undefined ? undefined : { messageId: id, atMs, ...signals }

const promisedBy = ({ id, atMs, senderId, promise }: MessageFact): Promised | undefined =>
  promise === undefined ? undefined : { messageId: id, madeAtMs: atMs, operatorId: senderId, ...promise }

const saidIn = ({ id, said }: MessageFact): readonly Said[] | undefined =>
  said === undefined ? undefined : [{ messageId: id, ...said }]

/**
 * Messages that say something rank before greetings, however many of those come first. A fact about a message only ever
 * raises its rank, so what was once left out is never missed.
 */
function firstSaid(a: readonly Said[] | undefined, b: readonly Said[] | undefined): readonly Said[] | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const byId = new Map<number, Said>()
  for (const said of [...a, ...b]) byId.set(said.messageId, greatest(bySaying, byId.get(said.messageId), said) ?? said)
  return [...byId.values()]
    .sort((x, y) => Number(y.substantive) - Number(x.substantive) || x.messageId - y.messageId)
    .slice(0, SAID_KEPT)
    .sort((x, y) => x.messageId - y.messageId)
}

/** A later edit, or a model loaded meanwhile, may tell more of the same message. */
const bySaying: Order<Said> = (a, b) =>
  Number(a.substantive) - Number(b.substantive) ||
  Number(a.scored !== undefined) - Number(b.scored !== undefined) ||
  compareText(canonicalText(a), canonicalText(b))

const farthest = (a: ReadTo | undefined, b: ReadTo | undefined): ReadTo | undefined => {
  if (a === undefined || b === undefined) return a ?? b
  return {
    updatedAtUs: Math.max(a.updatedAtUs, b.updatedAtUs),
    messageId: Math.max(a.messageId, b.messageId),
    atMs: Math.max(a.atMs, b.atMs),
  }
}

const greatest = <Fact>(order: Order<Fact>, a: Fact | undefined, b: Fact | undefined): Fact | undefined => {
  if (a === undefined) return b
  if (b === undefined) return a
  return order(a, b) < 0 ? b : a
}

/**
 * At one instant Chatwoot may build several payloads; the facts that only grow (activity, first reply) tell the later
 * one. The canonical text decides what is left, arbitrarily but the same everywhere.
 */
const bySnapshotAge: Order<Snapshot> = (a, b) =>
  a.updatedAtUs - b.updatedAtUs ||
  a.lastActivityAtMs - b.lastActivityAtMs ||
  (a.firstReplyAtMs ?? 0) - (b.firstReplyAtMs ?? 0) ||
  compareText(canonicalText(a), canonicalText(b))

/** A webhook that comes twice was heard when it came first. */
const byHearing: Order<CanaryHeard> = (a, b) =>
  a.messageId - b.messageId || b.receivedAtMs - a.receivedAtMs || a.sentAtMs - b.sentAtMs

const byDeath: Order<Deleted> = (a, b) => a.atMs - b.atMs
const byHanding: Order<Handed> = (a, b) => a.atUs - b.atUs || a.from - b.from || (a.to ?? 0) - (b.to ?? 0)

const byNameAge: Order<{ readonly name: string; readonly atUs: number }> = (a, b) =>
  a.atUs - b.atUs || compareText(a.name, b.name)

/** One message may be known to the second (nested) or to the millisecond: the larger time is the more exact one. */
const byDetail: Order<MessageRef> = (a, b) => a.atMs - b.atMs || (a.senderId ?? -1) - (b.senderId ?? -1)
const latestMessage: Order<MessageRef> = (a, b) => a.id - b.id || byDetail(a, b)
const earliestMessage: Order<MessageRef> = (a, b) => b.id - a.id || byDetail(a, b)

const byAnswerAge: Order<CsatFact> = (a, b) =>
  a.updatedAtUs - b.updatedAtUs ||
  (a.receivedAtMs ?? 0) - (b.receivedAtMs ?? 0) ||
  a.messageId - b.messageId ||
  a.rating - b.rating ||
  Number(a.hasFeedback) - Number(b.hasFeedback) ||
  compareText(canonicalText(a), canonicalText(b))

/** An absent register has no key, so that a state and its JSON are equal. */
const kept = <Key extends string, Fact>(key: Key, fact: Fact | undefined): { readonly [K in Key]?: Fact } =>
  fact === undefined ? {} : ({ [key]: fact } as { readonly [K in Key]: Fact })
