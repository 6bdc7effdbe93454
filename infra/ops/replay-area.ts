import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type ArchivedWebhook, FORM, REPLAYED } from '#messaging/archive'
import { sleep } from '#runtime/retry'
import { tokenBucket } from '#runtime/token-bucket'
import { replayStore } from '#store/replays'
import { environmentConfig } from '../config.ts'
import { accountsIn, lateIn, windowIn } from './archive-options.ts'
import { openArchive, type Window, webhooksIn } from './archive-reader.ts'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { bodiesBucketOf, deploymentOf, inboundQueueOf } from './deployment.ts'
import { openDesk } from './desk.ts'
import { openRehearsal } from './open-rehearsal.ts'
import { instantText } from './policy-words.ts'
import { progressOn } from './progress.ts'
import { type Foretold, foretell, foretoldLines } from './replay-foretold.ts'
import { inboundMessage, sendMessages } from './send-again.ts'

const USAGE = `  replay --since TIME [--until TIME] [--account SLUG] [--late SPAN] [--rate N] --dry-run|--yes
                                           sends archived webhooks to process again, with their first stamps: what is
                                           known stays, what got lost comes back. TIME: 2026-05-04T09:30:00Z, or a span
                                           before now (90m, 2d). --late: how long they may have waited on the queue (1h).
                                           --rate: webhooks a second (20). --dry-run says what would change`

const RATE = 20
const MOST_RATE = 300
/** Folded at a time by a dry run. */
const FOLDED = 500
/** Sent at a time. */
const SENT = 10

/** Webhooks of the archive once more. */
export const replayArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    since: { type: 'string' },
    until: { type: 'string' },
    late: { type: 'string' },
    rate: { type: 'string' },
    'dry-run': { type: 'boolean' },
    yes: { type: 'boolean' },
  },
  takes: { '': ['account', 'since', 'until', 'late', 'rate', 'dry-run', 'yes'] },
  run: async (words, values) => {
    if (words.length > 0) throw new UsageFault(`unknown command: replay ${words.join(' ')}`)
    const [dry, yes] = [isSet(values, 'dry-run'), isSet(values, 'yes')]
    if (dry === yes) throw new UsageFault('give either --dry-run, which says what would change, or --yes, which sends')
    const asked = await askedFor(values)
    return dry ? foretold(values, asked) : sent(values, asked)
  },
}

type Asked = {
  readonly window: Window
  readonly accounts: readonly string[]
  readonly webhooks: AsyncIterable<ArchivedWebhook>
  /** Lines of the archive that are none of ours, as far as it was read. */
  readonly oddLines: () => number
  readonly rate: number
  readonly by: string
  readonly now: () => number
}

async function askedFor(values: Values): Promise<Asked> {
  const rate = rateIn(values)
  const lateMs = lateIn(values)
  const desk = await openDesk(values)
  const window = windowIn(values, desk.now())
  const accounts = await accountsIn(values, desk)
  const wanted = { ...window, ...(lateMs === undefined ? {} : { lateMs }), accounts }
  let odd = 0
  const archive = await openArchive(values)
  const webhooks = webhooksIn(archive, wanted, () => {
    odd += 1
  })
  return { window, accounts: [...accounts], webhooks, oddLines: () => odd, rate, by: desk.by, now: desk.now }
}

function rateIn(values: Values): number {
  const given = givenText(values, 'rate')
  if (given === undefined) return RATE
  const rate = Number(given.replace(/\/s$/, ''))
  if (!Number.isInteger(rate) || rate < 1 || rate > MOST_RATE)
    throw new UsageFault(`--rate must be 1 to ${MOST_RATE} webhooks a second`)
  return rate
}

async function foretold(values: Values, asked: Asked): Promise<Answer> {
  const foretelling = foretell(await openRehearsal(values))
  const progress = progressOn(process.stderr)
  const webhooks = await inParts(asked.webhooks, FOLDED, async (part, done) => {
    await foretelling.take(part)
    progress.show(`${done} webhooks looked at`)
  })
  progress.end()
  const told: Foretold = foretelling.result()
  return {
    text: [`Nothing was sent. ${inWords(asked, webhooks)}`, ...foretoldLines(told), ...oddLines(asked)].join('\n'),
    json: { ...asked.window, accounts: asked.accounts, dryRun: true, webhooks, oddLines: asked.oddLines(), ...told },
  }
}

async function sent(values: Values, asked: Asked): Promise<Answer> {
  const [queueUrl, bucket] = await Promise.all([inboundQueueOf(values), bodiesBucketOf(values)])
  const target = { client: new SQSClient(clientConfig(values)), queueUrl }
  const note = await noting(values, asked)
  const pace = tokenBucket(asked.rate * 60, { now: Date.now, wait: sleep })
  const progress = progressOn(process.stderr)
  let count = 0
  await note(null)
  try {
    await inParts(asked.webhooks, SENT, async (part, done) => {
      for (const _one of part) await pace()
      const messages = part.map((webhook) => inboundMessage(webhook, bucket))
      const again = messages.map((message) => ({ ...message, attributes: { ...message.attributes, [FORM]: REPLAYED } }))
      await sendMessages(again, target)
      count = done
      progress.show(`${done} webhooks sent`)
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `stopped after ${count} webhooks: ${why}\nSay it once more to send all of them: what is known does no harm.`,
    )
  } finally {
    progress.end()
    await note(count)
  }
  return {
    text: [`Sent again. ${inWords(asked, count)}`, ...oddLines(asked)].join('\n'),
    json: { ...asked.window, accounts: asked.accounts, dryRun: false, webhooks: count, oddLines: asked.oddLines() },
  }
}

/** Who sent what again is kept as long as the ledger of what came of it. */
async function noting(
  values: Values,
  { accounts, window, by, now }: Asked,
): Promise<(sent: number | null) => Promise<void>> {
  const { tableName: table } = await deploymentOf(values)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  const store = replayStore({ client, table, retentionDays: environmentConfig(values.env, {}).ledgerDays })
  const atMs = now()
  return async (sent) => {
    for (const account of accounts) await store.note({ account, by, atMs, ...window, sent })
  }
}

/** Gives how many there were. */
async function inParts<Item>(
  items: AsyncIterable<Item>,
  size: number,
  use: (part: readonly Item[], done: number) => Promise<void>,
): Promise<number> {
  let part: Item[] = []
  let done = 0
  const end = async (): Promise<void> => {
    if (part.length === 0) return
    done += part.length
    await use(part, done)
    part = []
  }
  for await (const item of items) {
    part.push(item)
    if (part.length === size) await end()
  }
  await end()
  return done
}

const inWords = ({ window, accounts }: Asked, count: number): string =>
  `${count} webhooks received from ${instantText(window.fromMs)} to ${instantText(window.toMs)}, of ${accounts.join(', ') || 'no account'}.`

const oddLines = ({ oddLines: count }: Asked): readonly string[] =>
  count() === 0 ? [] : [`${count()} lines of the archive are none of ours and were left out.`]
