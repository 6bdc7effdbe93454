/**
 * What messages of the inbound queue would do now: the very code that process runs, with nothing written. For dry runs, and
 * for trying a release on what has come lately.
 */
import type { SQSRecord } from 'aws-lambda'
import type { Conversation } from '#domain/conversation'
import { derive } from '#domain/derive-events'
import type { ConversationEvent } from '#events/conversation-events'
import { applyBatch, type ProcessDeps } from '#functions/process/apply-batch'
import type { Held } from '#functions/process/commit-observations'
import type { Outcomes } from '#runtime/sqs-batch'
import { conversationPk } from '#store/keys'

export type InboundMessage = {
  readonly messageId: string
  readonly body: string
  /** The stamps of ingest, and whatever else the message carries. */
  readonly attributes: Readonly<Record<string, string>>
}

/** One write that would be made. */
export type Change = {
  /** Undefined: Backdesk would see this conversation for the first time. */
  readonly before: Conversation | undefined
  readonly after: Conversation
  readonly events: readonly ConversationEvent[]
}

export type Rehearsed = {
  /** How each message would end, by its id. Those that would come again say so: see `faults` for why. */
  readonly outcomes: Outcomes
  readonly changes: readonly Change[]
  /** What was made of each webhook, by its receipt id: see `ArchivedWebhook.takenAs`. */
  readonly takenAs: ReadonlyMap<string, string>
  /** Codes of what went wrong, as process would log them. */
  readonly faults: readonly string[]
}

/** What the code reads: the same things in the same way as the function does. */
export type RehearsalReads = Pick<
  ProcessDeps,
  'translate' | 'readingFor' | 'lawFor' | 'readMany' | 'bucket' | 'now'
> & { readonly bodies: Pick<ProcessDeps['bodies'], 'get'> }

/**
 * A run whose writes stay in memory: a later batch sees what an earlier one would have written, so that many batches about
 * one conversation end as they would on the queue. Everything else is read as it is stored. Faults of reading are in
 * `faults`, as they would be in the log, and none is thrown.
 */
export function rehearsal(reads: RehearsalReads): (messages: readonly InboundMessage[]) => Promise<Rehearsed> {
  const written = new Map<string, Held>()
  return async (messages) => {
    const changes: Change[] = []
    const faults: string[] = []
    const takenAs = new Map<string, string>()
    const deps: ProcessDeps = {
      ...reads,
      bodies: { get: reads.bodies.get, put: async () => undefined },
      readMany: async (keys) => new Map([...(await reads.readMany(keys)), ...of(written, keys)]),
      commit: async (draft, over) => {
        const before = over?.conversation
        const routing = before?.routing
        const after: Conversation = {
          ...draft,
          ...(routing === undefined ? {} : { routing }),
          version: (before?.version ?? 0) + 1,
          writtenAtMs: reads.now(),
        }
        written.set(conversationPk(after.account, after.conversationId), {
          conversation: after,
          carried: over?.carried ?? {},
        })
        changes.push({ before, after, events: derive(before, after) })
        return { kind: 'stored' }
      },
      firstSight: () => false,
      archive: async (webhooks) => {
        for (const { opened, as } of webhooks) takenAs.set(opened.receiptId, as)
      },
      random: () => 0.5,
      wait: async () => undefined,
      count: () => undefined,
      log: { info: () => undefined, fault: (code) => void faults.push(code) },
    }
    const outcomes = await applyBatch(messages.map(inboundRecord), deps)
    return { outcomes, changes, takenAs, faults }
  }
}

function of(
  written: ReadonlyMap<string, Held>,
  keys: Parameters<ProcessDeps['readMany']>[0],
): readonly (readonly [string, Held])[] {
  return keys.flatMap(({ account, conversationId }) => {
    const pk = conversationPk(account, conversationId)
    const held = written.get(pk)
    return held === undefined ? [] : [[pk, held] as const]
  })
}

/** A message as Lambda would hand it to process. */
function inboundRecord({ messageId, body, attributes }: InboundMessage): SQSRecord {
  return {
    messageId,
    body,
    receiptHandle: '',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
    ),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  }
}
