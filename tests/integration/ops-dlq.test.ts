/** The operator's commands for dead letters, over queues and a table on local engines. */
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realClock } from '#infra/local/clock'
import type { Queue } from '#infra/local/engines/sqs/engine'
import { POST_MORTEM } from '#messaging/describe-letter'
import { webhookFixture } from '#tests/support/chatwoot-fixtures'
import { runOps } from '#tests/support/run-ops'
import { STAMPS } from '#tests/support/sqs-records'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'

const HOUR_MS = 3_600_000
/** Long polls wait by it. */
const clock = realClock({ speed: 10 })
/** How far the command line's clock is ahead, so that letters are old. */
let aheadMs = 0
let desk: DeskTable
let inbound: { queue: Queue; dead: Queue }
let actions: { queue: Queue; dead: Queue }
let failures: Queue
let last = 0

beforeAll(async () => {
  desk = await startDeskTable(clock)
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const secrets = new SecretsManagerClient({ endpoint: desk.engines.url, region: 'eu-west-1', credentials })
  const SecretString = JSON.stringify({ key: { account: 'shop', chatwootAccountId: 3, secrets: [] } })
  await secrets.send(new CreateSecretCommand({ Name: 'backdesk/dev/accounts', SecretString }))
  await secrets.send(new CreateSecretCommand({ Name: 'backdesk/dev/chatwoot', SecretString: '{}' }))
  secrets.destroy()
  inbound = pair('inbound', false)
  actions = pair('actions', true)
  failures = desk.engines.sqs.create('failures')
  desk.engines.control.set('clock', () => ({ body: { nowMs: clock.now() + aheadMs, speed: 10 } }))
  desk.engines.control.set('outputs', () => ({
    body: {
      TableName: TABLE,
      BodiesBucketName: 'bodies',
      DeadlinesQueueUrl: 'http://queue',
      InboundQueueUrl: inbound.queue.url,
      InboundDeadLettersUrl: inbound.dead.url,
      ActionsQueueUrl: actions.queue.url,
      ActionsDeadLettersUrl: actions.dead.url,
      PublishFailuresUrl: failures.url,
    },
  }))
})
afterAll(() => desk.stop())

function pair(name: string, fifo: boolean): { queue: Queue; dead: Queue } {
  const [end, attributes] = fifo ? ['.fifo', { FifoQueue: 'true' }] : ['', {}]
  const dead = desk.engines.sqs.create(`${name}-dead${end}`, attributes)
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 })
  return { dead, queue: desk.engines.sqs.create(`${name}${end}`, { ...attributes, RedrivePolicy }) }
}

const ops = (words: string) => runOps(desk.engines.url, words)
const json = async (words: string) => JSON.parse((await ops(`${words} --json`)).out) as Record<string, unknown>

type Letter = { readonly reason?: string; readonly account?: string; readonly body?: string; readonly group?: string }

function bury(queue: Queue, { reason, account = 'shop', body, group }: Letter): void {
  last += 1
  const texts = {
    ...STAMPS,
    account,
    correlationId: `corr-${last}`,
    receiptId: `receipt-${last}`,
    ...(reason === undefined ? {} : { reason, detail: 'Not JSON' }),
  }
  queue.send({
    MessageBody: body ?? `{"private":"words of a customer ${last}"}`,
    MessageAttributes: Object.fromEntries(
      Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    ),
    ...(group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: `letter-${last}` }),
  })
}
const webhook = (event: string) => JSON.stringify(webhookFixture(`${event}.json`))
const counts = ({ dead, queue }: { queue: Queue; dead: Queue }) => [dead.counts().visible, queue.counts().visible]

function empty(): void {
  for (const queue of [inbound.dead, inbound.queue, actions.dead, actions.queue, failures]) queue.purge()
}

describe('npm run ops -- dlq', () => {
  it('lists every queue with counts, ages and reasons, and leaves all letters visible', async () => {
    empty()
    for (let nth = 0; nth < 25; nth += 1) bury(inbound.dead, { reason: nth < 20 ? 'unparseable' : 'impossible' })
    bury(actions.dead, { group: 'shop#1' })
    aheadMs = 2 * HOUR_MS
    const { code, out } = await ops('dlq list')
    expect(code).toBe(0)
    expect(out).toMatch(/^inbound {2,}25 {2}2h(?: \d+m)? {2,}unparseable 20, impossible 5$/m)
    expect(out).toMatch(/^actions {2,}1 {2}2h(?: \d+m)? {2,}poison 1$/m)
    expect(out).toMatch(/^publish {2,}0 {2}- {2,}-$/m)
    expect([inbound.dead.counts(), actions.dead.counts()]).toMatchObject([
      { visible: 25, inFlight: 0 },
      { visible: 1, inFlight: 0 },
    ])
  })

  it('shows letters without their text, unless it is asked for', async () => {
    empty()
    bury(inbound.dead, { reason: 'unparseable', body: '{"event":"conversation_updated","id":1042,"private":"words"}' })
    bury(inbound.dead, { reason: 'impossible' })
    const { out } = await ops('dlq show --queue inbound --reason unparseable')
    expect(out).toContain('unparseable: Not JSON')
    expect(out).toContain('account       shop, conversation 1042')
    expect(out).not.toContain('words')
    expect(out).not.toContain('impossible')
    expect((await ops('dlq show --queue inbound --reason unparseable --body')).out).toContain('"private":"words"')
    expect(inbound.dead.counts()).toMatchObject({ visible: 2, inFlight: 0 })
  })

  it('sends those that a filter means to where they came from, without what told how they died', async () => {
    empty()
    for (const reason of ['unparseable', 'impossible', 'unparseable']) bury(inbound.dead, { reason })
    bury(inbound.dead, { reason: 'unparseable', account: 'outlet' })
    const { code, out } = await ops('dlq redrive --queue inbound --reason unparseable --account shop --yes')
    expect([code, out]).toEqual([0, expect.stringMatching(/^2 of inbound sent again\./) as string])
    expect(counts(inbound)).toEqual([2, 2])
    const [sent] = inbound.queue.peek()
    expect(sent?.messageAttributes).toMatchObject({ account: { StringValue: 'shop' } })
    expect(Object.keys(sent?.messageAttributes ?? {}).filter((name) => POST_MORTEM.includes(name))).toEqual([])
    const history = await ops('dlq history')
    expect(history.out).toMatch(/redrive inbound\treason unparseable, account shop\tshop\tdone: 2, 0 left\tby /)
  })

  it('says what each would do, and does none of it', async () => {
    empty()
    bury(inbound.dead, { reason: 'unparseable', body: webhook('conversation_created') })
    bury(inbound.dead, { reason: 'unparseable', body: webhook('conversation_created') })
    bury(inbound.dead, { reason: 'unparseable', body: '{"cut' })
    const run = await json('dlq redrive --queue inbound --dry-run')
    expect(run).toMatchObject({
      dryRun: true,
      letters: [
        { effect: 'applies', does: [expect.stringMatching(/^makes conversation \d+ known$/)] },
        { effect: 'nothing_new' },
        { effect: 'refused', code: 'unparseable' },
      ],
    })
    expect(counts(inbound)).toEqual([3, 0])
  })

  it('has SQS move a whole queue, at the rate that is given', async () => {
    empty()
    for (let nth = 0; nth < 12; nth += 1) bury(inbound.dead, { reason: 'unparseable' })
    const { code, out } = await ops('dlq redrive --queue inbound --rate 500/s --yes')
    expect([code, out]).toEqual([0, expect.stringMatching(/^12 of inbound moved back by SQS/) as string])
    expect(counts(inbound)).toEqual([0, 12])
  })

  it('sends a FIFO queue again in the order of its groups, beyond the ten that SQS gives out, even within five minutes', async () => {
    empty()
    for (let nth = 0; nth < 23; nth += 1) bury(actions.dead, { group: 'shop#1', body: `{"nth":${nth}}` })
    bury(actions.dead, { group: 'shop#2', body: '{"nth":99}' })
    expect(await ops('dlq redrive --queue actions --yes --rate 500/s')).toMatchObject({ code: 0 })
    expect(counts(actions)).toEqual([0, 24])
    const bodies = actions.queue.peek().filter(({ attributes }) => attributes.MessageGroupId === 'shop#1')
    expect(bodies.map(({ body }) => JSON.parse(body) as unknown)).toEqual(
      Array.from({ length: 23 }, (_, nth) => ({ nth })),
    )
  })

  it('drops what a filter means, and keeps who, why and what it was, without its text', async () => {
    empty()
    bury(inbound.dead, { reason: 'unparseable' })
    bury(inbound.dead, { reason: 'impossible' })
    const dropped = await json('dlq drop --queue inbound --reason impossible --reason-text Test --yes')
    expect(dropped).toMatchObject({ state: 'done', letters: 1, left: 0 })
    expect(counts(inbound)).toEqual([1, 0])
    const { out } = await ops(`dlq history --id ${String(dropped.run)}`)
    expect(out).toMatch(
      /drop inbound\treason impossible\tany account\tdone: 1, 0 left\tby .+ \(ops\)\tTest\n.+\timpossible\tshop\t/,
    )
    expect(out).not.toContain('words')
  })

  it('tells what can be done about records of the stream that were given up', async () => {
    empty()
    const body = JSON.stringify({
      requestContext: { condition: 'MaximumRecordAgeExceeded' },
      DDBStreamBatchInfo: { batchSize: 3 },
    })
    failures.send({ MessageBody: body })
    const shown = await ops('dlq show --queue publish')
    expect(shown.out).toContain('given_up: MaximumRecordAgeExceeded, 3 records')
    const { code, err } = await ops('dlq redrive --queue publish --yes')
    expect([code, err]).toEqual([2, expect.stringContaining('The stream keeps records for 24 hours') as string])
  })

  it.each([
    ['dlq list --queue nowhere', 'there is no dead-letter queue nowhere: there are inbound, actions, publish'],
    ['dlq show', '--queue NAME is missing'],
    ['dlq redrive --queue inbound', 'give --dry-run to see what it would do, or --yes'],
    ['dlq redrive --queue inbound --yes --rate 501/s', '--rate must be'],
    ['dlq redrive --queue inbound --yes --since yesterday', '--since must be'],
    ['dlq drop --queue inbound --yes --all', '--reason-text TEXT is missing'],
    ['dlq drop --queue inbound --reason-text Test --all', '--yes is missing'],
    ['dlq drop --queue inbound --reason-text Test --yes', 'say which'],
    ['dlq list --body', 'dlq list takes no --body'],
    ['dlq paint', 'unknown command'],
  ])('%s: exit code 2 and a sentence', async (words, sentence) => {
    const { code, err } = await ops(words)
    expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
  })
})
