/** One cycle of reconciliation: what Chatwoot never told, it is asked. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Checkpoint } from '#domain/sweep/checkpoint'
import { LOCAL_ACCOUNT } from '#infra/local/connect-chatwoot'
import type { Runner } from '#infra/local/runner'
import { checkpointStore } from '#store/checkpoints'
import { switchStore } from '#store/switches'
import type { Shop } from './shop.ts'

/** `changes`: every five minutes. `round`: once a day, over all conversations. */
export type Cycle = 'changes' | 'round'
export type Swept = {
  readonly listed: number
  readonly read: number
  readonly repeated: number
  /** Of the desk's clock. */
  readonly tookS: number
}

/** Functions look at switches every fifteen seconds. */
const SWITCH_MS = 20_000
const CYCLE_LIMIT_MS = 1_800_000
const STEP_LIMIT_MS = 5_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Whether what was lost meanwhile is made good meanwhile. */
async function switchReconcile({ desk }: Pick<Shop, 'desk'>, on: boolean): Promise<void> {
  await withTable(desk.runner, async (target) => {
    const store = switchStore(target)
    const turn = { account: LOCAL_ACCOUNT, name: 'reconcile', reason: 'A storm', by: 'chaos', atMs: desk.clock.now() }
    await (on ? store.switchOn(turn) : store.switchOff(turn))
  })
  desk.clock.skip(SWITCH_MS)
}

/**
 * Lets it work for one cycle, and no more: begun by the clock, or as a person would ask for it. @throws Error when it does
 * not come to its end.
 */
export async function reconcileOnce(shop: Shop, cycle: Cycle): Promise<Swept> {
  const { desk } = shop
  if (cycle === 'round') desk.clock.skip(DAY_MS)
  const fromMs = desk.clock.now()
  await switchReconcile(shop, true)
  const endsAt = performance.now() + CYCLE_LIMIT_MS
  try {
    let asked = false
    while (performance.now() < endsAt) {
      // time stands still but for itself, so that no second cycle begins
      const busy: unknown = await desk.runner.drain({ limitMs: STEP_LIMIT_MS }).catch((error: unknown) => error)
      if (busy !== undefined) {
        // and for what was given back, which comes again when its time has come
        if (desk.runner.pool.running() === 0) desk.clock.skip(MINUTE_MS)
        continue
      }
      const held = await withTable(desk.runner, (target) => checkpointStore(target).read(LOCAL_ACCOUNT))
      const done = held?.checkpoint.done[cycle]
      if (done !== undefined && done.startedAtMs >= fromMs) return sweptOf(done)
      if (asked || (held?.checkpoint.sweptAtMs ?? 0) >= fromMs) desk.clock.skip(MINUTE_MS)
      else ask(desk.runner)
      asked = true
    }
  } finally {
    await switchReconcile(shop, false)
  }
  throw new Error(`reconciliation did not come to its end: ${cycle}`)
}

function ask({ engines }: Pick<Runner, 'engines'>): void {
  const queue = engines.sqs.list().find(({ name }) => /reconcile/i.test(name) && !/dlq|dead/i.test(name))
  if (queue === undefined) throw new Error('the template has no queue of reconcile')
  queue.send({ MessageBody: JSON.stringify({ kind: 'ask', account: LOCAL_ACCOUNT }) })
}

const sweptOf = (done: NonNullable<Checkpoint['done'][Cycle]>): Swept => {
  const { listed, read, repeated, startedAtMs, endedAtMs } = done
  return { listed, read, repeated, tookS: Math.round((endedAtMs - startedAtMs) / 1000) }
}

type Target = { readonly client: DynamoDBDocumentClient; readonly table: string }

async function withTable<Result>(
  { engines }: Pick<Runner, 'engines'>,
  work: (target: Target) => Promise<Result>,
): Promise<Result> {
  const table = engines.dynamodb.tableNames().find((name) => /desk/i.test(name)) ?? ''
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: engines.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'chaos', secretAccessKey: 'chaos' },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  )
  try {
    return await work({ client, table })
  } finally {
    client.destroy()
  }
}
