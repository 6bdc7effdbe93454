import type { SQSRecord } from 'aws-lambda'
import type { Reading } from '#chatwoot/read-text'
import type { Stamp, Translation } from '#chatwoot/translate'
import { merge, sameState, stateOf } from '#domain/merge'
import type { Observation } from '#domain/observation'
import { parsedJson } from '#runtime/json'
import { eachLimited } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY, textAttributes } from '#runtime/sqs-batch'
import { conversationPk } from '#store/keys'
import { type BatchTally, batchTally, type DayTally, refusalIn } from './batch-tally.ts'
import { type CommitDeps, commitObservations, type Held, type Observed } from './commit-observations.ts'
import { type OpenDeps, type Opened, openMessage } from './open-message.ts'

/** A webhook as it came, and what was made of it: `observed`, `ignored`, `unknown`, `failed`, or why it was refused. */
export type Taken = { readonly opened: Opened; readonly as: string }

type Fields = Readonly<Record<string, string | number>>

export type ProcessDeps = Omit<OpenDeps, 'log'> &
  Omit<CommitDeps, 'count'> & {
    readonly translate: (raw: unknown, stamp: Stamp, reading: Reading) => Translation
    /** How texts of an account are read. */
    readonly readingFor: (account: string) => Promise<Reading>
    readonly readMany: (
      keys: readonly { readonly account: string; readonly conversationId: number }[],
    ) => Promise<ReadonlyMap<string, Held>>
    /** True the first time it is asked about a name. */
    readonly firstSight: (name: string) => boolean
    /** Counts what came in. Never fails and takes little: the work is done already. */
    readonly tally?: (days: readonly DayTally[]) => Promise<void>
    /** Keeps webhooks as they came. Takes little time and never fails: what it cannot keep it counts. */
    readonly archive?: (webhooks: readonly Taken[]) => Promise<void>
    readonly count: (
      name: Parameters<CommitDeps['count']>[0] | 'UnknownEvents' | 'UnknownKeys' | 'Ignored',
      by?: number,
    ) => void
    readonly log: {
      info(code: string, fields: Fields): void
      fault(code: string, error: unknown, fields: Fields): void
    }
  }

type Received = Observed & { readonly messageId: string }
/** What is written down of a batch besides. */
type Noting = { readonly tally: BatchTally; readonly taken: Taken[] }
/** The messages of a batch about one conversation. */
type Group = readonly [Received, ...Received[]]
type Result = Observed | { readonly ended: Outcome }

/** Bodies fetched, and conversations written, at a time. */
const AT_ONCE = 8

/**
 * Applies a batch of the inbound queue: opens and translates each message, folds those about one conversation, reads the
 * conversations in one go and commits each once. Every message ends on its own: one that cannot be applied never
 * stops another. The archive is written meanwhile.
 */
export async function applyBatch(messages: readonly SQSRecord[], deps: ProcessDeps): Promise<Outcomes> {
  const tally = batchTally()
  const outcomes = await applied(messages, tally, deps)
  await deps.tally?.(tally.days(outcomes, deps.now()))
  return outcomes
}

async function applied(messages: readonly SQSRecord[], tally: BatchTally, deps: ProcessDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  const received: Received[] = []
  const taken: Taken[] = []
  await eachLimited(messages, AT_ONCE, async (message) => {
    const result = await observe(message, { tally, taken }, deps)
    if ('state' in result) received.push({ ...result, messageId: message.messageId })
    else outcomes.set(message.messageId, result.ended)
  })

  const [ended] = await Promise.all([applyAll(received, tally, deps), deps.archive?.(taken)])
  for (const [messageId, outcome] of ended) outcomes.set(messageId, outcome)
  return outcomes
}

async function applyAll(
  received: readonly Received[],
  tally: BatchTally,
  deps: ProcessDeps,
): Promise<[string, Outcome][]> {
  const outcomes: [string, Outcome][] = []
  const groups = byConversation(received)
  const held = await heldOf([...groups.values()], deps)
  if (held === undefined) return outcomes
  await eachLimited([...groups], AT_ONCE, async ([pk, group]) => {
    const ended = await commitGroup(group, held.get(pk), deps)
    outcomes.push(...ended)
    if (ended.every(([, { kind }]) => kind === 'done'))
      for (const messageId of repeatsIn(group, held.get(pk))) tally.was(messageId, 'repeated')
  })
  return outcomes
}

/** `undefined` when there is nothing to read, or it could not be read: messages without an outcome are retried. */
async function heldOf(groups: readonly Group[], deps: ProcessDeps): Promise<ReadonlyMap<string, Held> | undefined> {
  if (groups.length === 0) return undefined
  try {
    return await deps.readMany(groups.map(([{ observation }]) => observation))
  } catch (error) {
    deps.log.fault('conversations_not_read', error, { conversations: groups.length })
    return undefined
  }
}

/** Those that tell nothing beyond what was stored when the batch began and what came before them in it. */
function repeatsIn(group: Group, held: Held | undefined): readonly string[] {
  const repeats: string[] = []
  let known = held?.conversation.state
  for (const { messageId, state } of group) {
    const next = known === undefined ? state : merge(known, state)
    if (known !== undefined && sameState(next, known)) repeats.push(messageId)
    known = next
  }
  return repeats
}

async function observe(message: SQSRecord, { tally, taken }: Noting, deps: ProcessDeps): Promise<Result> {
  const refusal = refusalIn(textAttributes(message.messageAttributes))
  if (refusal !== undefined) {
    tally.refused(refusal)
    return { ended: DONE }
  }
  const opening = await openMessage(message, deps)
  if ('ended' in opening) return opening
  const { opened } = opening
  // A reading can be asked for again. What is played again was counted when it came, and is in the archive.
  const isNew = opened.form === undefined
  if (isNew) tally.arrived(message.messageId, opened.arrival)
  let as = 'observed'
  const was = (what: 'ignored' | 'unknown'): void => {
    as = what
    tally.was(message.messageId, what)
  }
  try {
    const result = await translated(opened, was, deps)
    if ('ended' in result && result.ended.kind === 'dead') as = result.ended.reason
    return result
  } catch (error) {
    // A defect of ours, or S3 out of reach: the message comes back, and ends in the dead-letter queue if it stays so.
    deps.log.fault('translate_failed', error, { correlationId: opened.stamp.correlationId })
    as = 'failed'
    return { ended: RETRY }
  } finally {
    if (isNew) taken.push({ opened, as })
  }
}

async function translated(
  opened: Opened,
  was: (what: 'ignored' | 'unknown') => void,
  deps: ProcessDeps,
): Promise<Result> {
  const raw = parsedJson(opened.text)
  if (raw === undefined) return { ended: { kind: 'dead', reason: 'unparseable', detail: 'Not JSON' } }
  const translation = deps.translate(raw, opened.stamp, await deps.readingFor(opened.stamp.account))
  switch (translation.kind) {
    case 'observation':
      await noteUnknownKeys(opened, translation, deps)
      return observedAs(translation.observation)
    case 'ignored':
      deps.count('Ignored')
      was('ignored')
      return { ended: DONE }
    case 'unknown':
      await deps.bodies.put({ key: sampleKey(opened, translation.event), body: opened.text })
      deps.count('UnknownEvents')
      was('unknown')
      deps.log.info('unknown_event', { event: plain(translation.event), correlationId: opened.stamp.correlationId })
      return { ended: DONE }
    case 'refused':
      return { ended: { kind: 'dead', reason: translation.reason, detail: translation.detail } }
  }
}

/** Forks add keys to every payload, so only the first body that shows one is kept as a sample. */
async function noteUnknownKeys(
  opened: Opened,
  { event, unknownKeys }: { readonly event: string; readonly unknownKeys: readonly string[] },
  deps: ProcessDeps,
): Promise<void> {
  if (unknownKeys.length === 0) return
  deps.count('UnknownKeys', unknownKeys.length)
  const fresh = unknownKeys.filter((key) => deps.firstSight(`${event} ${key}`))
  if (fresh.length === 0) return
  const { correlationId } = opened.stamp
  try {
    await deps.bodies.put({ key: sampleKey(opened, event), body: opened.text })
  } catch (error) {
    // What the webhook tells matters more than a sample of its shape: an outage of S3 must not hold it back.
    deps.log.fault('sample_not_kept', error, { correlationId })
  }
  const keys = fresh.slice(0, 20).map(plain).join(' ')
  deps.log.info('unknown_keys', { event: plain(event), keys, correlationId })
}

/** Done per message, so that a defect here stops one message and not its conversation. */
const observedAs = (observation: Observation): Observed => ({ observation, state: stateOf(observation) })

function byConversation(received: readonly Received[]): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const one of received) {
    const pk = conversationPk(one.observation.account, one.observation.conversationId)
    const group = groups.get(pk)
    groups.set(pk, group === undefined ? [one] : [...group, one])
  }
  return groups
}

/** A fold that the table refuses is taken apart, so that only the message at fault ends in the dead-letter queue. */
async function commitGroup(group: Group, held: Held | undefined, deps: ProcessDeps): Promise<[string, Outcome][]> {
  const outcome = await commit(group, held, deps)
  if (outcome.kind !== 'dead' || group.length === 1) return group.map(({ messageId }) => [messageId, outcome])
  const apart: [string, Outcome][] = []
  for (const one of group) apart.push([one.messageId, await commit([one], held, deps)])
  return apart
}

async function commit(group: Group, held: Held | undefined, deps: ProcessDeps): Promise<Outcome> {
  try {
    return await commitObservations(group, held, deps)
  } catch (error) {
    const { account, conversationId, correlationId } = group[0].observation
    deps.log.fault('commit_failed', error, { account, conversationId, correlationId })
    return RETRY
  }
}

const sampleKey = ({ stamp, receiptId }: Opened, event: string): string =>
  `unknown/${stamp.account}/${plain(event)}/${receiptId}.json`

/** The vendor's words in a key or a log line: short, and without anything that could be more than a name. */
const plain = (name: string): string => name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80) || '_'
