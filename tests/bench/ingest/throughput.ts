import { createHmac, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { aConversationPayload, aWebhook } from '#tests/support/builders'
import { type RunningStack, startStack } from '#tests/support/local-stack'

export type Round = {
  readonly sendMessagePerSecond: number
  readonly acceptedPerSecond: number
  readonly appliedPerSecond: number
}

const AT_ONCE = 16
/** The account that the local runner registers. */
const LOCAL_ACCOUNT = { id: 1, name: 'Example Outdoor Supply' }
/** 2026-09-14T09:00:00Z */
const STORY_START_S = 1_789_376_400

/** Rounds of SendMessage to the engine and of webhooks through the whole path, one after the other, on one runner. */
export async function measureThroughput(plan: { rounds: number; webhooks: number }): Promise<Round[]> {
  const stack = await startStack('--quiet')
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  try {
    const sqs = new SQSClient({
      endpoint: stack.engineUrl,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'x' },
    })
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `bench-${randomUUID()}` }))
    const body = JSON.stringify(webhookBody(1, 1))
    const rounds: Round[] = []
    // The first round warms both sides up and is not counted.
    for (let round = 0; round <= plan.rounds; round++) {
      const sentMs = await elapsedMs(plan.webhooks, () =>
        sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body })),
      )
      const from = performance.now()
      const acceptedMs = await elapsedMs(plan.webhooks, (n) => deliver(stack, agent, webhookBody(round, n)))
      await post(`${stack.engineUrl}/_backdesk/drain`)
      const appliedMs = performance.now() - from
      if (round > 0)
        rounds.push({
          sendMessagePerSecond: (plan.webhooks / sentMs) * 1000,
          acceptedPerSecond: (plan.webhooks / acceptedMs) * 1000,
          appliedPerSecond: (plan.webhooks / appliedMs) * 1000,
        })
    }
    return rounds
  } finally {
    agent.destroy()
    await stack.stop()
  }
}

/** Each webhook of a round is about one of 200 conversations, so that batches fold as they would on a busy desk. */
function webhookBody(round: number, n: number): object {
  const atS = STORY_START_S + round * 10_000 + n
  return aWebhook('message_created', {
    id: round * 1_000_000 + n,
    account: LOCAL_ACCOUNT,
    created_at: new Date(atS * 1000).toISOString(),
    conversation: aConversationPayload({
      id: 1 + (n % 200),
      account: LOCAL_ACCOUNT,
      updated_at: atS,
      last_activity_at: atS,
    }),
  })
}

async function elapsedMs(count: number, act: (n: number) => Promise<unknown>): Promise<number> {
  const from = performance.now()
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return performance.now() - from
}

function deliver(stack: RunningStack, agent: Agent, payload: object): Promise<void> {
  const body = JSON.stringify(payload)
  const sentAtS = Math.floor(Date.now() / 1000).toString()
  const signature = createHmac('sha256', stack.webhookSecret).update(`${sentAtS}.${body}`).digest('hex')
  return new Promise((resolve, reject) => {
    const sending = request(
      stack.webhookUrl,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-chatwoot-delivery': randomUUID(),
          'x-chatwoot-timestamp': sentAtS,
          'x-chatwoot-signature': `sha256=${signature}`,
        },
      },
      (answer) => {
        answer.resume()
        answer.once('end', () =>
          answer.statusCode === 202 ? resolve() : reject(new Error(`a webhook was answered ${answer.statusCode}`)),
        )
      },
    )
    sending.once('error', reject)
    sending.end(body)
  })
}

async function post(url: string): Promise<void> {
  const answer = await fetch(url, { method: 'POST' })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
}
