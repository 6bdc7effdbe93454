/** Reconciliation from the command line: asks for a sweep, and shows how far it is. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Checkpoint } from '#domain/sweep/checkpoint'
import { sendMessage } from '#messaging/queue'
import { sleep } from '#runtime/retry'
import { checkpointStore } from '#store/checkpoints'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { allOutputs, stackName } from './deployment.ts'
import { accountFor, openDesk } from './desk.ts'
import { progressOn } from './progress.ts'
import { isAtRest, progressText, statusText, sweptSince } from './reconcile-words.ts'

const USAGE = `  reconcile status [--account SLUG]        how far Chatwoot has been compared with what webhooks told
  reconcile run [--since 30d|ISO] [--account SLUG] [--wait]
                                           compares now; --since also reads history back to then, or so many days or
                                           hours back (30d, 12h). --wait shows the progress until all of it is done
                                           (exit code 1 if it makes none for ten minutes)`

/** Asks what Chatwoot has, and what it did not tell. */
export const reconcileArea: Area = {
  usage: USAGE,
  options: { account: { type: 'string' }, since: { type: 'string' }, wait: { type: 'boolean' } },
  takes: { status: ['account'], run: ['account', 'since', 'wait'] },
  run: async ([command = ''], values) => {
    switch (command) {
      case 'status':
        return status(values)
      case 'run':
        return run(values)
      default:
        throw new UsageFault(`unknown command: reconcile ${command}`)
    }
  },
}

type Sweeping = {
  readonly account: string
  readonly now: () => number
  readonly checkpoint: () => Promise<Checkpoint | undefined>
  readonly ask: (message: object) => Promise<void>
}

async function sweepingOf(values: Values): Promise<Sweeping> {
  const desk = await openDesk(values)
  const account = await accountFor(values, desk)
  const { TableName: table, ReconcileQueueUrl: queueUrl } = await allOutputs(values)
  if (table === undefined || queueUrl === undefined)
    throw new Error(`${stackName(values.env)} does not reconcile yet: deploy this release first`)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  const sqs = new SQSClient(clientConfig(values))
  return {
    account,
    now: desk.now,
    checkpoint: async () => (await checkpointStore({ client, table }).read(account))?.checkpoint,
    ask: (message) => sendMessage({ client: sqs, queueUrl }, { body: JSON.stringify(message), attributes: {} }),
  }
}

async function status(values: Values): Promise<Answer> {
  const { account, checkpoint, now } = await sweepingOf(values)
  const held = await checkpoint()
  return { text: statusText(account, held, now()), json: held ?? null }
}

async function run(values: Values): Promise<Answer> {
  const sweeping = await sweepingOf(values)
  const { account, ask, checkpoint, now } = sweeping
  const since = givenText(values, 'since')
  const sinceMs = since === undefined ? undefined : sinceIn(since, now())
  const askedAtMs = now()
  await ask({ kind: 'ask', account, ...(sinceMs === undefined ? {} : { sinceMs }) })
  if (!isSet(values, 'wait')) {
    const text = `Asked for. See: npm run ops -- reconcile status --account ${account}`
    return { text, json: { account, askedAtMs, sinceMs: sinceMs ?? null } }
  }
  const ended = await watched(sweeping, { askedAtMs, withHistory: sinceMs !== undefined })
  const held = await checkpoint()
  return { text: statusText(account, held, now()), json: held ?? null, exitCode: ended ? 0 : 1 }
}

const UNITS_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000 }

/** @throws UsageFault for what is neither a span nor an instant of the past. */
export function sinceIn(text: string, nowMs: number): number {
  const [, amount, unit = ''] = /^(\d{1,4})([dh])$/.exec(text) ?? []
  const ms = amount === undefined ? Date.parse(text) : nowMs - Number(amount) * (UNITS_MS[unit] ?? 0)
  if (!Number.isFinite(ms) || ms <= 0 || ms >= nowMs)
    throw new UsageFault(
      '--since must be a span such as 30d or 12h, or an instant of the past such as 2026-09-01T08:00:00Z',
    )
  return Math.floor(ms)
}

const LOOK_MS = 1_000
const STANDS_STILL_MS = 600_000

/** Shows the progress until what was asked for is done. False: nothing has moved for ten minutes. */
async function watched(
  { checkpoint, now }: Sweeping,
  asked: { readonly askedAtMs: number; readonly withHistory: boolean },
): Promise<boolean> {
  const progress = progressOn(process.stderr)
  let before = ''
  let movedAtMs = Date.now()
  for (;;) {
    const held = await checkpoint()
    if (held !== undefined && sweptSince(held, asked) && isAtRest(held, asked)) {
      progress.end()
      return true
    }
    const told = progressText(held, now())
    const figures = JSON.stringify([held?.changes, held?.long])
    if (figures !== before) movedAtMs = Date.now()
    if (Date.now() - movedAtMs > STANDS_STILL_MS) {
      progress.end()
      return false
    }
    before = figures
    progress.show(told)
    await sleep(LOOK_MS)
  }
}
