import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateTraffic } from '#infra/local/chatwoot/traffic'
import { STATE } from '#store/keys'
import { runOps } from '#tests/support/run-ops'
import { type Desk, openDesk } from './desk.ts'

/** Webhooks through the running template into its archive, and out of it again by the command line. */
const LIMIT_MS = 300_000
const WEBHOOKS = 150
const traffic = generateTraffic({
  seed: 34,
  webhooks: WEBHOOKS,
  startMs: Date.UTC(2026, 8, 14, 9),
  malformedShare: 0.05,
})
let desk: Desk
let bucket = ''
let table = ''

beforeAll(async () => {
  desk = await openDesk(traffic.accountId)
  bucket = desk.runner.resources.output('BodiesBucketName') ?? ''
  table = desk.runner.resources.output('TableName') ?? ''
  await desk.deliver(traffic.webhooks)
  await desk.settle()
  desk.runner.engines.firehose.flush()
}, LIMIT_MS)
afterAll(() => desk.stop())

const ops = (words: string) => runOps(desk.runner.urls.engines, `${words} --json`)
async function told<Told>(words: string): Promise<{ code: number | null; err: string; json: Told }> {
  const { code, out, err } = await ops(words)
  return { code, err, json: (out === '' ? {} : JSON.parse(out)) as Told }
}
const objects = () => desk.runner.engines.s3.keys(bucket, 'archive/')
const states = async () => new Map([...(await desk.conversations())].map(([id, { state }]) => [id, state]))

describe('the archive of the running template', () => {
  it(
    'has every webhook once it is delivered, and wakes nobody by it',
    async () => {
      expect(objects().length).toBeGreaterThan(0)
      const { json } = await told<{ webhooks: number }>('replay --since 1d --dry-run')
      expect(json.webhooks).toBe(WEBHOOKS)
      // the malformed ones, and nothing else
      expect(Object.keys(desk.messagesLeft()).join()).not.toMatch(/spool/i)
    },
    LIMIT_MS,
  )

  it(
    'shows no difference between what runs and this checkout',
    async () => {
      const { code, err, json } = await told<{ differences: unknown; webhooks: number }>('shadow --since 1d')
      expect({ code, err, differences: json.differences }).toEqual({ code: 0, err: '', differences: [] })
      expect(json.webhooks).toBe(WEBHOOKS)
    },
    LIMIT_MS,
  )

  it(
    'changes nothing when all is played again, and says so before',
    async () => {
      const before = await states()
      const dry = await told<{ conversations: unknown[]; outcomes: Record<string, number> }>(
        'replay --since 1d --dry-run',
      )
      expect(dry.json.conversations).toEqual([])
      const letters = Object.values(desk.messagesLeft()).flat().length
      const { code, json } = await told<{ webhooks: number }>('replay --since 1d --rate 300 --yes')
      expect([code, json.webhooks]).toEqual([0, WEBHOOKS])
      await desk.settle()
      expect(await states()).toEqual(before)
      // what cannot be applied is a dead letter once more, as the dry run said
      const refused = Object.entries(dry.json.outcomes).reduce((sum, [kind, n]) => (kind === 'done' ? sum : sum + n), 0)
      expect(Object.values(desk.messagesLeft()).flat()).toHaveLength(letters + refused)
      desk.runner.engines.firehose.flush()
      const again = await told<{ webhooks: number }>('replay --since 1d --dry-run')
      expect(again.json.webhooks).toBe(WEBHOOKS)
    },
    LIMIT_MS,
  )

  it(
    'brings back a conversation that was lost, as the dry run foretold',
    async () => {
      const before = await states()
      const [id = 0] = before.keys()
      await desk.runner.engines.dynamodb.call('DeleteItem', {
        TableName: table,
        Key: { pk: { S: `C#shop#${id}` }, sk: { S: STATE } },
      })
      const { json } = await told<{ conversations: { conversationId: number; isNew: boolean }[] }>(
        'replay --since 1d --dry-run',
      )
      expect(json.conversations).toMatchObject([{ conversationId: id, isNew: true }])
      await told('replay --since 1d --rate 300 --yes')
      await desk.settle()
      expect(await states()).toEqual(before)
    },
    LIMIT_MS,
  )

  it(
    'finds where what runs has decided otherwise than this checkout does',
    async () => {
      const [id = 0] = (await states()).keys()
      const key = { TableName: table, Key: { pk: { S: `C#shop#${id}` }, sk: { S: STATE } } }
      await desk.runner.engines.dynamodb.call('UpdateItem', {
        ...key,
        UpdateExpression: 'REMOVE #state.#said',
        ExpressionAttributeNames: { '#state': 'state', '#said': 'lastInbound' },
      })
      const { code, json } = await told<{ differences: { kind: string; examples: string[] }[] }>('shadow --since 1d')
      expect(code).toBe(1)
      expect(json.differences).toContainEqual(
        expect.objectContaining({ kind: 'state.lastInbound: tells more', examples: [`shop/${id}`] }),
      )
    },
    LIMIT_MS,
  )
})

describe.each([
  ['replay --since 1d', 'give either --dry-run'],
  ['replay --dry-run', '--since TIME is missing'],
  ['replay --since yesterday --dry-run', '--since must be an instant'],
  ['replay --since 1h --until 2h --dry-run', '--since must be before --until'],
  ['replay --since 1h --rate 0 --yes', '--rate must be 1 to'],
  ['replay --since 1h --late soon --dry-run', '--late must be a span'],
  ['replay --since 1h --account nobody --dry-run', 'there is no account nobody'],
  ['replay now', 'unknown command: replay now'],
  ['shadow --since 1h --until 30m --follow', 'give either --until or --follow'],
  ['shadow', '--since TIME is missing'],
])('%s', (words, sentence) => {
  it('is answered with exit code 2 and a sentence', async () => {
    const { code, err } = await ops(words)
    expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
  }, 60_000)
})
