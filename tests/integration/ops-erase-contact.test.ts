import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync, gzipSync } from 'node:zlib'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '#infra/local/clock'
import { type ErasureDeps, eraseContact } from '#infra/ops/erase/erasure'
import { archiveLine } from '#messaging/archive'
import { erasureStore } from '#store/erasures'
import {
  actionSk,
  approvalSk,
  BOARD,
  breachesPk,
  breachSk,
  conversationPk,
  escalationSk,
  escalationsPk,
  findingSk,
  intakeDaySk,
  intakePk,
  receiptSk,
  routingPk,
} from '#store/keys'
import { pageGroupStore } from '#store/page-groups'
import { aConversation, aWebhook, START_MS } from '#tests/support/builders'
import { runOps } from '#tests/support/run-ops'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'

type Contact = {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly conversations: readonly number[]
}
// Ids that stand for nothing else, so that a search for their digits proves something.
const ADA: Contact = {
  id: 7_770_007,
  name: 'Ada Sought-For',
  email: 'ada@sought.example',
  conversations: [5_550_012, 5_550_013],
}
const BOB: Contact = { id: 8_880_008, name: 'Bob Stays', email: 'bob@stays.example', conversations: [6_660_014] }
const GROUP = { account: 'shop', cause: 'response', teamId: null, target: 'on-call' }
const BUCKET = 'bodies'
const QUEUES = [
  'InboundDeadLettersUrl',
  'DeadlinesDeadLettersUrl',
  'EscalationsDeadLettersUrl',
  'PublishFailuresUrl',
] as const

let desk: DeskTable
let s3: S3Client
let sqs: SQSClient
let chatwoot: http.Server
let ticking: NodeJS.Timeout
const urls: Record<string, string> = {}
/** What Chatwoot still has. */
const there = new Set<number>()

beforeAll(async () => {
  const clock = manualClock(START_MS)
  desk = await startDeskTable(clock)
  // Whoever waits for a message waits by the engines' clock.
  ticking = setInterval(() => void clock.advance(500), 100)
  const config = {
    endpoint: desk.engines.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  s3 = new S3Client({ ...config, forcePathStyle: true })
  sqs = new SQSClient(config)
  chatwoot = http.createServer((request, response) => {
    const id = Number(request.url?.split('/').at(-1))
    response.writeHead(there.has(id) ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(there.has(id) ? { payload: {} } : { error: 'Resource could not be found' }))
  })
  await new Promise<void>((resolve) => chatwoot.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(chatwoot.address() as AddressInfo).port}`
  const secrets = new SecretsManagerClient(config)
  const secret = (name: string, document: object) =>
    secrets.send(new CreateSecretCommand({ Name: `backdesk/dev/${name}`, SecretString: JSON.stringify(document) }))
  await secret('accounts', { key: { account: 'shop', chatwootAccountId: 1, secrets: ['EXAMPLE'], unsigned: false } })
  await secret('chatwoot', { shop: { baseUrl, accountId: 1, token: 'EXAMPLEtoken00000001' } })
  secrets.destroy()
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  for (const name of [...QUEUES, 'InboundQueueUrl']) {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }))
    urls[name] = QueueUrl
  }
  desk.engines.control.set('outputs', () => ({ body: { TableName: TABLE, BodiesBucketName: BUCKET, ...urls } }))
  desk.engines.control.set('clock', () => ({ body: { nowMs: START_MS } }))
  for (const contact of [ADA, BOB]) await fill(contact)
  await fillArchive()
  await put('RT#shop', BOARD, {
    version: 3,
    board: { version: 3, reserved: { [first(ADA)]: seat, [first(BOB)]: seat }, givenAtMs: { 41: START_MS } },
  })
  await put('DL#*', '0000000000001#run#dropped#0', {
    dropped: [ADA, BOB].map((one) => ({ account: 'shop', conversationId: first(one), reason: 'impossible' })),
  })
  await put(intakePk('shop'), intakeDaySk('2026-09-14'), { received: 12 })
}, 240_000)
afterAll(async () => {
  clearInterval(ticking)
  chatwoot.close()
  chatwoot.closeAllConnections()
  s3.destroy()
  sqs.destroy()
  await desk.stop()
})

const seat = { operatorId: 41, points: 1, minutes: 5, untilMs: START_MS + 1 }
const first = ({ conversations }: Contact): number => conversations[0] ?? 0
const put = (pk: string, sk: string, attributes: object) =>
  desk.client.send(new PutCommand({ TableName: TABLE, Item: { pk, sk, ...attributes } }))
const groups = () =>
  pageGroupStore({
    client: desk.client,
    table: TABLE,
    now: () => START_MS,
    random: () => 0.5,
    wait: async () => undefined,
  })

/** Something of the contact in every place. */
async function fill(contact: Contact): Promise<void> {
  for (const conversationId of contact.conversations) await fillTable(contact, conversationId)
  await fillBodies(contact)
  await fillQueues(contact)
}

async function fillTable({ id, name }: Contact, conversationId: number): Promise<void> {
  const snapshot = { contactId: id, contactName: name, contactAttributes: { tier: name } }
  await desk.change(undefined, aConversation({ conversationId, snapshot }))
  const beside = (sk: string, attributes: object) => put(conversationPk('shop', conversationId), sk, attributes)
  await beside(actionSk('note'), { verb: 'add_note', proposed: { text: `${name} writes` } })
  await beside(approvalSk('draft'), { textHash: 'x', text: `Dear ${name}` })
  await beside(receiptSk(START_MS, 1), { receipt: { why: `${name} waits` } })
  const breach = { breachedAtMs: START_MS, conversationId, clock: 'first_response', run: 1 }
  await put(breachesPk('shop'), breachSk(breach), { breach })
  await put(escalationsPk('shop'), escalationSk(START_MS, conversationId, 'response'), {
    conversationId,
    packet: { words: name },
  })
  await put(intakePk('shop'), findingSk(START_MS, conversationId), { finding: { conversationId } })
  await put('H#shop', `${String(conversationId).padStart(10, '0')}#note`, { conversationId })
  const member = { conversationId, of: 'escalation', sinceMs: START_MS, joinedAtMs: START_MS, taken: false } as const
  await groups().join(GROUP, { member, teamName: null }, { by: 'test', nowMs: START_MS })
}

const webhookOf = ({ id, name, email, conversations }: Contact): string =>
  JSON.stringify(
    aWebhook('conversation_updated', {
      id: conversations[0],
      contact_inbox: { id: 1, contact_id: id, source_id: email },
      meta: { sender: { id, name, email, type: 'contact' }, assignee: null },
      messages: [{ id: 1, content: `I am ${name}`, conversation_id: conversations[0] }],
    }),
  )

const bodyKey = (place: string, { id }: Contact): string =>
  `${place}/shop/2026-09-14/receipt-${id % 2 === 1 ? 'a' : 'b'}.json`
async function fillBodies(contact: Contact): Promise<void> {
  for (const place of ['bodies', 'spool', 'unknown'])
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: bodyKey(place, contact), Body: webhookOf(contact) }))
}

/** An object with lines of both, and one of what Firehose could not put there. */
async function fillArchive(): Promise<void> {
  const lineOf = (contact: Contact, more: object = {}): string =>
    archiveLine({
      ...{ receiptId: `receipt-${contact.name.slice(0, 3)}`, account: 'shop', chatwootAccountId: 1, deliveryId: '-' },
      ...{ receivedAtMs: START_MS, correlationId: 'c-1', trust: 'signed', sentAtS: '-', body: webhookOf(contact) },
      ...more,
    })
  const lines = [
    lineOf(ADA),
    lineOf(BOB),
    lineOf(ADA, { body: null, bodyKey: bodyKey('bodies', ADA) }),
    lineOf(ADA, { account: 'outlet', body: '{}' }),
  ]
  const put = (Key: string, text: string) =>
    s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: gzipSync(text) }))
  await put('archive/2026/09/14/09/desk-1.gz', lines.join(''))
  const failed = [ADA, BOB].map((contact) => ({ rawData: Buffer.from(lineOf(contact)).toString('base64') }))
  await put('archive-failed/2026/09/14/desk-1.gz', failed.map((one) => `${JSON.stringify(one)}\n`).join(''))
}

async function fillQueues(contact: Contact): Promise<void> {
  const account = { DataType: 'String', StringValue: 'shop' }
  const send = (queue: (typeof QUEUES)[number], MessageBody: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: urls[queue], MessageBody, MessageAttributes: { account } }))
  await send('InboundDeadLettersUrl', webhookOf(contact))
  await send('InboundDeadLettersUrl', JSON.stringify({ bucket: BUCKET, key: bodyKey('bodies', contact) }))
  await send(
    'DeadlinesDeadLettersUrl',
    JSON.stringify({ kind: 'deadline', account: 'shop', conversationId: first(contact) }),
  )
  const detail = { account: 'shop', conversationId: first(contact), data: { name: contact.name } }
  await send('EscalationsDeadLettersUrl', JSON.stringify({ account: '123456789012', source: 'backdesk', detail }))
}

/** Everything there is, as text. */
async function everything(): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>()
  const { Items = [] } = await desk.client.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }))
  for (const item of Items)
    all.set(
      `${item.pk} ${item.sk}`,
      JSON.stringify(item, (_, value) => (value instanceof Set ? [...value] : value)),
    )
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))
  for (const { Key = '' } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? [])
    const text = Key.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8')
    for (const [nth, line] of text.trimEnd().split('\n').entries()) all.set(`s3 ${Key} ${nth}`, unpacked(line))
  }
  for (const queue of QUEUES) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: urls[queue], MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    )
    for (const { MessageId, Body = '' } of Messages) all.set(`${queue} ${MessageId}`, Body)
  }
  return all
}

/** What Firehose could not archive is wrapped. */
function unpacked(line: string): string {
  const { rawData } = JSON.parse(line.startsWith('{"name": ') ? '{}' : line) as { rawData?: string }
  return rawData === undefined ? line : Buffer.from(rawData, 'base64').toString('utf8')
}

const marksOf = ({ id, name, email, conversations }: Contact): string[] => [
  String(id),
  name,
  email,
  ...conversations.map(String),
]
const withMarksOf = (all: ReadonlyMap<string, string>, contact: Contact): [string, string][] =>
  [...all].filter(([key, text]) => marksOf(contact).some((mark) => `${key} ${text}`.includes(mark)))
const counted = async () => (await desk.reads(() => START_MS).tallies('shop')).counts

const erase = (rest = '', contact = ADA) =>
  runOps(desk.engines.url, `erase-contact --account shop --contact ${contact.id}${rest}`)

describe('npm run ops -- erase-contact', () => {
  it.each([
    ['erase-contact --contact 7', '--account SLUG is missing'],
    ['erase-contact --account shop', '--contact ID is missing'],
    ['erase-contact --account shop --contact Ada --yes', '--contact must be'],
    ['erase-contact --account shop --contact 7', 'say --dry-run to see it, and --yes to do it'],
    ['erase-contact --account nobody --contact 7 --yes', 'no account nobody'],
  ])('%s: exit code 2 and a sentence', async (words, sentence) => {
    const { code, err } = await runOps(desk.engines.url, words)
    expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
  })

  it('tells in a rehearsal what there is, and leaves all of it', async () => {
    const before = await everything()
    const { code, out } = await erase(' --dry-run --json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      dryRun: true,
      there: 'gone',
      conversations: 2,
      doubtful: [],
      erased: {
        breaches: 2,
        escalations: 2,
        'findings of reconciliation': 2,
        'held actions': 2,
        'groups of pages': 2,
        'S3 bodies/': 1,
        'S3 spool/': 1,
        'S3 unknown/': 1,
        'lines of the archive': 3,
        'dead letters inbound': 2,
        'dead letters deadlines': 1,
        'dead letters escalations': 1,
      },
      edited: { 'seats of routing': 1, 'what was done to dead letters': 1 },
    })
    expect(await everything()).toEqual(before)
  }, 120_000)

  it('does nothing while Chatwoot still has the contact', async () => {
    there.add(ADA.id)
    const before = await everything()
    expect(await erase(' --yes')).toMatchObject({ code: 1, out: expect.stringContaining('Delete it there first') })
    expect(await everything()).toEqual(before)
    there.delete(ADA.id)
  }, 120_000)

  it('goes on where an erasure stopped, leaves nothing to be found, and the others as they were', async () => {
    const before = await everything()
    expect(withMarksOf(before, ADA).length).toBeGreaterThan(25)
    const onlyBob = withMarksOf(before, BOB).filter(([, text]) => !marksOf(ADA).some((mark) => text.includes(mark)))
    expect(await counted()).toMatchObject({ open: 3 })

    // The table is done with when S3 fails: the conversations are not to be found by their state any more.
    await expect(eraseContact({ account: 'shop', contactId: ADA.id }, brokenDeps())).rejects.toThrow()
    expect([...(await everything()).keys()]).not.toContain(`${conversationPk('shop', first(ADA))} STATE`)

    const { code, out } = await erase(' --yes --json')
    expect(code, out).toBe(0)
    const { receipt } = JSON.parse(out) as { receipt: Record<string, unknown> }
    expect(receipt).toMatchObject({
      account: 'shop',
      conversations: 2,
      leftOver: 0,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })

    const after = await everything()
    expect(withMarksOf(after, ADA)).toEqual([])
    expect(marksOf(ADA).some((mark) => out.includes(mark))).toBe(false)
    for (const [key, text] of onlyBob.filter(([key]) => !key.startsWith('s3 archive')))
      if (!key.startsWith('G#shop shop/response/no-team/on-call ')) expect(after.get(key), key).toBe(text)
    const left = [...after.values()]
    for (const [, text] of onlyBob.filter(([key]) => key.startsWith('s3 archive'))) expect(left).toContain(text)
    expect(withMarksOf(after, BOB).length).toBe(withMarksOf(before, BOB).length)
  }, 300_000)

  it('leaves counters, groups of pages and seats as if the contact had never been there', async () => {
    expect(await counted()).toMatchObject({ open: 1 })
    expect(await groups().get(GROUP)).toMatchObject({ open: 1, taken: 0 })
    expect((await everything()).get(`${routingPk('shop')} ${BOARD}`)).toContain(String(first(BOB)))
    expect((await everything()).get(`${intakePk('shop')} ${intakeDaySk('2026-09-14')}`)).toContain('"received":12')
  }, 120_000)

  it('keeps a receipt in which nothing of the contact stands, and finds nothing the second time', async () => {
    const [receipt, ...others] = await erasureStore({ client: desk.client, table: TABLE }).receipts('shop')
    expect(others).toEqual([])
    expect(receipt).toMatchObject({ leftOver: 0, by: expect.any(String) })
    expect(await erase(' --dry-run')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing of this contact is here'),
    })
    expect((await erase(' --yes')).code).toBe(0)
  }, 240_000)

  it('is not whole while something lies about of which nobody can say whose it is', async () => {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'unknown/shop/x/broken.json', Body: '{"name": "A' }))
    const { code, out } = await erase(' --yes', BOB)
    expect(code).toBe(1)
    expect(out).toContain('NOT WHOLE: 1 left over')
    expect(out).toContain('a body that is no JSON: unknown/shop/x/broken.json')
  }, 240_000)
})

function brokenDeps(): ErasureDeps {
  return {
    client: desk.client,
    table: TABLE,
    now: () => START_MS,
    groups: groups(),
    erasures: erasureStore({ client: desk.client, table: TABLE }),
    s3,
    bucket: 'no-such-bucket',
    sqs,
    queues: {},
    by: 'test',
    settle: async () => undefined,
    tell: () => undefined,
  }
}
