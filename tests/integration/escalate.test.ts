/** The function as it is deployed: its real stores, queues and targets, on local engines and a local receiver. */
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { escalationId } from '#domain/escalation-id'
import type { EscalationEvent } from '#domain/escalation-record'
import { CHECK_MS } from '#domain/page-groups'
import type { Escalation, Watch } from '#domain/watch'
import { escalationStore } from '#store/escalations'
import { toItem } from '#store/item'
import { onCallStore } from '#store/on-call'
import { pageGroupStore } from '#store/page-groups'
import { aConversation, START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'
import { anEscalationEvent, CAUSE, ESCALATION_KEY } from '#tests/support/escalations'
import { type HttpReceiver, httpReceiver } from '#tests/support/http-receiver'
import { aRecord } from '#tests/support/sqs-records'

const ID = escalationId(ESCALATION_KEY)
const NAME = { account: 'shop', cause: CAUSE, teamId: null, target: 'on-call' }
let desk: DeskTable
let sqs: SQSClient
let pager: HttpReceiver
let channel: HttpReceiver
let queueUrl: string
let actionsUrl: string
let handler: (event: SQSEvent) => Promise<SQSBatchResponse>

beforeAll(async () => {
  desk = await openDeskTable(START_MS)
  const { hostname, port } = (await desk.client.config.endpoint?.()) ?? { hostname: '', port: 0 }
  const aws = {
    AWS_ENDPOINT_URL: `http://${hostname}:${port}`,
    AWS_ACCESS_KEY_ID: 'EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: 'eu-west-1',
  }
  Object.assign(process.env, aws)
  sqs = new SQSClient({})
  const queue = async (QueueName: string, Attributes: Record<string, string> = {}) =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? ''
  queueUrl = await queue('escalations')
  actionsUrl = await queue('actions.fifo', { FifoQueue: 'true' })
  pager = await httpReceiver({ status: 202 })
  channel = await httpReceiver({ status: 200 })
  const targets = {
    'on-call': { kind: 'pagerduty', routingKey: 'EXAMPLEroutingkey000000000000001', url: pager.url },
    leads: { kind: 'slack', url: channel.url },
  }
  const secret = new CreateSecretCommand({ Name: 'targets', SecretString: JSON.stringify(targets) })
  const { ARN = '' } = await new SecretsManagerClient({}).send(secret)
  Object.assign(process.env, {
    TABLE_NAME: TABLE,
    ESCALATIONS_QUEUE_URL: queueUrl,
    ESCALATIONS_DLQ_URL: await queue('escalations-dead-letters'),
    ACTIONS_QUEUE_URL: actionsUrl,
    TARGETS_SECRET_ARN: ARN,
    ON_CALL_TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:on-call',
    NOTICES_TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:notices',
    CONSOLE_URL: 'https://desk.example.com',
    CHATWOOT_LINKS: '-',
    RUNBOOK_BASE_URL: '-',
    RETENTION_DAYS: '365',
    ENVIRONMENT: 'test',
  })
  handler = (await import('#functions/escalate/handler')).handler
})
afterAll(async () => {
  sqs.destroy()
  await pager.close()
  await channel.close()
  await desk.close()
})

const storeDeps = () => ({
  ...{ client: desk.client, table: TABLE, retentionDays: 365, now: Date.now, random: Math.random },
  wait: async () => undefined,
})
/** Stores the conversation as it is now; null: nothing calls any more. */
async function standsAt(escalation: Escalation | null): Promise<void> {
  const watch: Watch = {
    ...{ slaVersion: 0, slaSinceMs: 0, policyId: 'standard', escalationVersion: 0, runs: {} },
    ...(escalation === null ? {} : { escalations: { [CAUSE]: escalation } }),
  }
  const conversation = aConversation({ watch })
  await desk.client.send(new PutCommand({ TableName: TABLE, Item: toItem({ conversation, carried: {} }, 30) }))
}
const shipped = { escalationVersion: 0 }
const rung = (nth: number, rungName: string) =>
  anEscalationEvent('escalation.rung_reached.v1', { ...shipped, rung: nth, rungName }, { version: 2 + nth, n: 1 })
const handled = (...events: EscalationEvent[]) =>
  handler({
    Records: events.map((detail) =>
      aRecord({
        messageId: detail.id,
        attributes: {},
        body: JSON.stringify({ source: 'backdesk', 'detail-type': detail.type, detail }),
      }),
    ),
  })
const waiting = async (url: string) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }))).Messages ?? []

describe('escalate', () => {
  it('climbs the shipped ladder: a note, a message, a page', async () => {
    await standsAt({
      ...{ ruleId: 'answer-late', raisedAtMs: START_MS, rules: ['answer-late'] },
      ...{ rung: 2, rungName: 'on-call', rungAtMs: START_MS },
    })
    const events = [
      anEscalationEvent('escalation.raised.v1', shipped),
      rung(0, 'assignee'),
      rung(1, 'leads'),
      rung(2, 'on-call'),
    ]
    expect(await handled(...events)).toEqual({ batchItemFailures: [] })
    expect(await handled(...events)).toEqual({ batchItemFailures: [] })
    const notes = (await waiting(actionsUrl)).map(({ Body }) => JSON.parse(Body ?? ''))
    expect(notes).toMatchObject([{ id: `${ID}/0/0`, verb: 'add_note', account: 'shop', conversationId: 1042 }])
    expect(channel.received).toHaveLength(1)
    expect(pager.received.map(({ body }) => body)).toMatchObject([
      { event_action: 'trigger', payload: { severity: 'critical', component: 'response' } },
    ])
    expect(await escalationStore(storeDeps()).get(ESCALATION_KEY)).toMatchObject({
      ...{ state: 'raised', rung: { rung: 2 }, pages: ['shop/response/no-team/on-call'] },
      done: [`${ID}/0/0`, `${ID}/1/0`, `${ID}/2/0`],
    })
    expect(await onCallStore({ client: desk.client, table: TABLE }).onCallStatus()).toMatchObject([
      { target: 'on-call', lastDelivery: 'delivered' },
    ])
  })

  it('ends the page when nothing calls any more, and the look that was planned finds nothing to do', async () => {
    await standsAt(null)
    const over = anEscalationEvent('escalation.stood_down.v1', { ...shipped, rung: 2 }, { version: 9 })
    expect(await handled(over)).toEqual({ batchItemFailures: [] })
    const [opened, ended] = pager.received.map(({ body }) => body as { event_action: string; dedup_key: string })
    expect(ended).toMatchObject({ event_action: 'resolve', dedup_key: opened?.dedup_key })
    expect(await pageGroupStore(storeDeps()).get(NAME)).toBeUndefined()
    expect(await waiting(queueUrl)).toEqual([])
    await desk.clock.advance(CHECK_MS)
    const looks = await waiting(queueUrl)
    expect(looks.map(({ Body }) => JSON.parse(Body ?? ''))).toMatchObject([
      { kind: 'regroup', group: 'shop/response/no-team/on-call' },
    ])
    const Records = looks.map(({ Body = '', MessageId: messageId = '' }) => aRecord({ messageId, body: Body }))
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] })
    expect(pager.received).toHaveLength(2)
  })
})
