/**
 * What a dry run says of dead letters is what sending them again then does: mixes of letters by seed, over tables and queues
 * on local engines. The dry run comes first; then the letters are sent, received and worked on as in life.
 */
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSRecord } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { translate } from '#chatwoot/translate'
import type { Action } from '#domain/action'
import { canonicalText } from '#domain/canonical'
import type { DeadLetterQueue } from '#domain/dead-letter-queues'
import { performActions } from '#functions/act/perform-actions'
import { applyBatch } from '#functions/process/apply-batch'
import { readingBook } from '#functions/process/reading-book'
import type { Rehearsed } from '#functions/redrive/rehearse'
import { type DryRun, dryRun, type LetterDeps, redrive } from '#functions/redrive/work-on-letters'
import { type Clock, realClock, type Timer } from '#infra/local/clock'
import type { Queue } from '#infra/local/engines/sqs/engine'
import { actionMessage } from '#messaging/actions-queue'
import { sha256Hex } from '#runtime/digest'
import { type BatchWork, type DeadLetter, runBatch } from '#runtime/sqs-batch'
import { actionStore, enlistAction } from '#store/actions'
import { approvalItem } from '#store/approval-item'
import { approvalStore } from '#store/approvals'
import { conversationStore } from '#store/conversations'
import { holdAction } from '#store/held-actions'
import { lawReader } from '#store/law'
import { letterRunStore } from '#store/letter-runs'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { switchBook, switchStore } from '#store/switches'
import { aLabel, aNote, anOperatorAssignment, aPriority, aReply, aStatus } from '#tests/support/actions'
import { anApproval } from '#tests/support/approvals'
import { webhookFixture } from '#tests/support/chatwoot-fixtures'
import { FakeChatwoot } from '#tests/support/fake-chatwoot'
import { noProposals } from '#tests/support/no-proposals'
import { fc } from '#tests/support/property'
import { aReadingDesk, noArticles, noCanary, noSweeps } from '#tests/support/readings'
import { recorder } from '#tests/support/recorder'
import { STAMPS } from '#tests/support/sqs-records'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'
import { languageDetector } from '#text/language'

const NOW_MS = Number(STAMPS.receivedAtMs) + 60_000
const RUNS = { numRuns: 8 }
const KEPT_DAYS = 30
const CALM = { random: () => 0, wait: async () => undefined, sleep: async () => undefined }
let desk: DeskTable
let client: SQSClient
let nth = 0

/** Long polls need time that goes on; drafts and actions would have expired by today's. */
function clockFrom(startMs: number): Clock {
  const real = realClock({ speed: 20 })
  const aheadMs = real.now() - startMs
  const timers = new WeakMap<Timer, Timer>()
  return {
    now: () => real.now() - aheadMs,
    at(atMs, fn) {
      const timer: Timer = { atMs }
      timers.set(timer, real.at(atMs + aheadMs, fn))
      return timer
    },
    clear: (timer) => real.clear(timer === undefined ? undefined : timers.get(timer)),
  }
}

beforeAll(async () => {
  desk = await startDeskTable(clockFrom(NOW_MS))
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  client = new SQSClient({ endpoint: desk.engines.url, region: 'eu-west-1', credentials })
})
afterAll(async () => {
  client.destroy()
  await desk.stop()
})

const table = () => ({ ...CALM, client: desk.client, table: TABLE, now: () => NOW_MS, retentionDays: KEPT_DAYS })
const items = async () => {
  const { Items = [] } = await desk.client.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }))
  return Items.filter(({ pk }) => !String(pk).startsWith('DL#'))
}

type Pair = { readonly queue: DeadLetterQueue; readonly source: Queue; readonly dead: Queue }

function pair(name: string, fifo: boolean): Pair {
  nth += 1
  const [end, attributes] = fifo ? ['.fifo', { FifoQueue: 'true' }] : ['', {}]
  const dead = desk.engines.sqs.create(`${name}-${nth}-dead${end}`, attributes)
  const source = desk.engines.sqs.create(`${name}-${nth}${end}`, attributes)
  const queue = { name, url: dead.url, sourceUrl: source.url, fifo, movable: !fifo, holds: '', again: '' }
  return { queue, source, dead }
}

const textsOf = (attributes: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  )

function depsFor(chatwoot: FakeChatwoot): LetterDeps {
  return {
    client,
    now: Date.now,
    wait: CALM.wait,
    runs: letterRunStore(table()),
    world: {
      ...{ client: desk.client, table: TABLE, now: () => NOW_MS, retentionDays: KEPT_DAYS, ledgerDays: KEPT_DAYS },
      ...{ contactAttributes: [], replyMaxAgeMs: 15 * 60_000 },
      bodies: { bucket: 'bodies', get: async () => undefined },
      chatwoot: async () => chatwoot,
    },
  }
}

/** Looks, then sends; gives what was said beforehand. The table is as it was in between. */
async function dryThenSent({ queue }: Pair, deps: LetterDeps): Promise<DryRun> {
  const order = { queue, filter: {}, most: 100, mostRead: 100 }
  const before = await items()
  const dry = await dryRun(order, deps)
  expect(await items()).toEqual(before)
  const by = { id: `run-${nth}`, account: '*', by: 'avery', via: 'ops', reason: null, atMs: NOW_MS } as const
  expect(await redrive({ ...order, perSecond: 500 }, by, deps)).toMatchObject({ state: 'done', left: 0 })
  return dry
}

/** Everything of the source queue, one message a batch, through the loop that every worker has. */
async function worked({ source }: Pair, work: BatchWork): Promise<readonly DeadLetter[]> {
  const buried: DeadLetter[] = []
  for (;;) {
    const { Messages: [message] = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: source.url,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    )
    if (message === undefined) return buried
    const event = { Records: [asRecord(message)] }
    const { batchItemFailures } = await runBatch(event, {
      work,
      bury: async (letter) => {
        buried.push(letter)
      },
      postpone: async () => undefined,
      expendable: [],
      random: () => 0,
      ...recorder(),
    })
    expect(batchItemFailures).toEqual([])
    source.delete(message.ReceiptHandle ?? '')
  }
}

const asRecord = ({ MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} }: Message): SQSRecord => ({
  messageId: MessageId,
  receiptHandle: '',
  body: Body,
  attributes: {
    SenderId: '',
    SentTimestamp: '0',
    ApproximateFirstReceiveTimestamp: '0',
    ...Attributes,
  } as SQSRecord['attributes'],
  messageAttributes: Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [
      name,
      { stringValue: StringValue, dataType: 'String' },
    ]),
  ),
  ...{ md5OfBody: '', eventSource: 'aws:sqs', eventSourceARN: '', awsRegion: '' },
})

const refusals = (letters: readonly Pick<Rehearsed, 'effect' | 'code'>[]) =>
  letters.flatMap(({ effect, code }) => (effect === 'refused' ? [code] : [])).sort()

describe('webhooks', () => {
  const EVENTS = [
    ...['conversation_created', 'conversation_updated_team', 'conversation_updated_status_resolved'],
    ...['message_created_incoming_contact', 'message_created_outgoing_user', 'message_updated_csat_response'],
    ...['conversation_typing_on_agent', 'contact_created', 'message_created_with_attachments'],
  ]
  const good = fc.constantFrom(...EVENTS).map((event) => JSON.stringify(webhookFixture(`${event}.json`)))
  const broken = fc.constantFrom(
    '{"cut',
    '{}',
    '{"event":"conversation_updated","id":"x"}',
    '{"event":"brand_new"}',
    '',
  )
  const letters = fc.array(fc.oneof({ arbitrary: good, weight: 4 }, broken), { minLength: 1, maxLength: 12 })

  function work(): BatchWork {
    const store = conversationStore({ ...table(), consistent: true })
    const book = policyBook(policyStore(table()), { now: () => NOW_MS, onFault: () => undefined })
    const documents = { documents: book, contactAttributes: [], languages: languageDetector }
    const deps = {
      ...CALM,
      ...recorder(),
      now: () => NOW_MS,
      translate,
      readingFor: readingBook({ ...documents, modelOf: async () => undefined }),
      lawFor: lawReader(book),
      ...store,
      bodies: { get: async () => undefined, put: async () => undefined },
      bucket: 'bodies',
      firstSight: () => false,
    }
    return (messages) => applyBatch(messages, deps)
  }

  it('are refused, change their conversations or tell nothing new as was said', async () => {
    await fc.assert(
      fc.asyncProperty(good, letters, async (known, bodies) => {
        const here = pair('inbound', false)
        const account = `shop-${nth}`
        // what was known before
        here.source.send({ MessageBody: known, MessageAttributes: textsOf({ ...STAMPS, account }) })
        await worked(here, work())
        const before = new Map((await items()).map((item) => [String(item.pk), canonicalText(item.state)]))
        for (const [index, body] of bodies.entries()) {
          const attributes = textsOf({
            ...STAMPS,
            account,
            receiptId: `receipt-${index}`,
            reason: 'poison',
            detail: '-',
          })
          here.dead.send({ MessageBody: body === '' ? ' ' : body, MessageAttributes: attributes })
        }
        const dry = await dryThenSent(here, depsFor(new FakeChatwoot()))
        expect(dry.letters).toHaveLength(bodies.length)
        const buried = await worked(here, work())
        expect(buried.map(({ attributes }) => attributes.reason).sort()).toEqual(refusals(dry.letters))
        const after = (await items()).filter(({ pk }) => String(pk).startsWith(`C#${account}#`))
        const changed = after.filter(({ pk, state }) => before.get(String(pk)) !== canonicalText(state)).length
        const said = dry.letters.some(({ effect, code }) => effect === 'applies' && code === null)
        expect(said).toBe(changed > 0)
      }),
      RUNS,
    )
  }, 240_000)
})

describe('actions', () => {
  const shapes = {
    note: (id: string) => aNote({ id }),
    operator: (id: string) => anOperatorAssignment({ id, expects: { operatorId: null } }),
    priority: (id: string) => ({ ...aPriority(), id }),
    label: (id: string) => ({ ...aLabel(), id }),
    status: (id: string) => ({ ...aStatus(), id }),
    reply: (id: string) => aReply({ id, approvalId: 'approved' }),
    unapproved: (id: string) => aReply({ id, approvalId: 'nobody' }),
  } as const satisfies Record<string, (id: string) => Action>
  const one = fc.record({
    shape: fc.constantFrom(...(Object.keys(shapes) as (keyof typeof shapes)[])),
    history: fc.constantFrom('queued', 'applied', 'unknown'),
    ageMinutes: fc.constantFrom(1, 14, 16, 600),
    twice: fc.boolean(),
  })

  it('end as was said, in Chatwoot, in the table and for the customer', async () => {
    await fc.assert(
      // each twice are ten: of one conversation SQS shows no more until those are gone
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 5 }), fc.boolean(), async (wanted, off) => {
        const here = pair('actions', true)
        const account = `desk-${nth}`
        const chatwoot = new FakeChatwoot()
        const store = actionStore(table())
        const approval = anApproval({ account, id: 'approved', expiresAtMs: NOW_MS + 60_000 })
        await desk.client.send(new PutCommand({ TableName: TABLE, Item: approvalItem(approval) }))
        if (off) await switchStore(table()).switchOff({ account, name: 'act.add_label', reason: '-', by: '-', atMs: 0 })
        for (const [index, { shape, history, ageMinutes, twice }] of wanted.entries()) {
          const requestedAtMs = NOW_MS - ageMinutes * 60_000
          const action: Action = { ...shapes[shape](`${account}/${index}`), account, requestedAtMs }
          if (history !== 'unknown') await enlistAction(action, table())
          if (history === 'applied') await store.settle(action, { state: 'applied' })
          const { body, attributes, fifo } = actionMessage(action)
          for (const copy of twice ? [0, 1] : [0])
            here.dead.send({
              MessageBody: body,
              MessageAttributes: textsOf(attributes),
              MessageGroupId: fifo?.groupId ?? '',
              MessageDeduplicationId: `${fifo?.deduplicationId}${copy}`,
            })
        }
        // as it will be, from before anything is done
        const shown = new FakeChatwoot()
        const dry = await dryThenSent(here, depsFor(shown))
        expect(shown.notes.length + shown.replies.length).toBe(0)
        const { count, log, counts } = recorder()
        const switches = switchBook(switchStore(table()), { now: () => NOW_MS, onFault: () => undefined })
        const buried = await worked(here, (messages) =>
          performActions(messages, {
            ...CALM,
            now: () => NOW_MS,
            ...store,
            ...switches,
            hold: (action) => holdAction(action, table()),
            approvals: approvalStore(table()),
            replyMaxAgeMs: 15 * 60_000,
            textHash: sha256Hex,
            noteKey: sha256Hex,
            book: { find: async () => ({ baseUrl: '', accountId: 1, token: '' }), doubt: () => undefined },
            chatwoot: () => chatwoot,
            readings: aReadingDesk().deps,
            sweeps: noSweeps,
            articles: noArticles,
            canary: noCanary,
            proposals: noProposals,
            count,
            log,
          }),
        )
        const did = (what: string) => dry.letters.filter(({ does }) => does.includes(what)).length
        const ended = (name: string) => dry.letters.filter(({ code }) => code === name).length
        expect(buried.map(({ attributes }) => attributes.reason).sort()).toEqual(refusals(dry.letters))
        expect(did('writes a private note')).toBe(chatwoot.notes.length)
        expect(did('sends the reply to the customer')).toBe(chatwoot.replies.length)
        expect(did('changes labels')).toBe(chatwoot.calls.filter((name) => name === 'replaceLabels').length)
        expect(did('assigns operator 41')).toBe(chatwoot.calls.filter((name) => name === 'assignOperator').length)
        expect(dry.letters.filter(({ effect }) => effect === 'draft')).toHaveLength(counts.RepliesTooOld ?? 0)
        expect(ended('settled_before') + ended('already_so')).toBe(counts.ActionsRepeated ?? 0)
        expect(ended('switched_off') + ended('human_won') + ended('overtaken')).toBe(counts.ActionsSuperseded ?? 0)
        const drafts = (await items()).filter(
          ({ pk, state }) => String(pk).includes(account) && state === 'pending_review',
        )
        expect(drafts.length).toBe(counts.RepliesTooOld ?? 0)
      }),
      RUNS,
    )
  }, 240_000)
})
