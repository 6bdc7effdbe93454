import { setTimeout as sleep } from 'node:timers/promises'
import { realClock } from '#infra/local/clock'
import { type Runner, type RunnerOptions, startRunner } from '#infra/local/runner'
import { type StoryClock, storyClock } from '#infra/local/story-clock'
import type { Report } from '#infra/local/surroundings'

export type TestRunner = { runner: Runner; clock: StoryClock; reports: Report[] }

/** A runner whose time can be pushed forward, with everything it reported. */
export const startTestRunner = async (
  assemblyDir: string,
  options: Partial<RunnerOptions> = {},
): Promise<TestRunner> => {
  const clock = storyClock(realClock(), 1)
  const reports: Report[] = []
  const runner = await startRunner({ assemblyDir, clock, report: (report) => reports.push(report), ...options })
  return { runner, clock, reports }
}

/** Sort keys stored under an order, in order. */
export const stored = async (runner: Runner, id: string): Promise<string[]> => {
  const [table = ''] = runner.engines.dynamodb.tableNames()
  const { Items } = await runner.engines.dynamodb.call('Query', {
    TableName: table,
    KeyConditionExpression: 'pk = :id',
    ExpressionAttributeValues: { ':id': { S: id } },
  })
  if (!Array.isArray(Items)) return []
  return Items.map((item: { sk: { S: string } }) => item.sk.S)
}

/** The queue whose logical id begins so. */
export const queueOf = (runner: Runner, beginning: string) => {
  const found = runner.engines.sqs.list().find((queue) => queue.name.startsWith(`Small-App-${beginning}`))
  if (found === undefined) throw new Error(`there is no queue ${beginning}`)
  return found
}

/** Asks until the answer is yes. */
export const eventually = async (what: string, check: () => boolean | Promise<boolean>): Promise<void> => {
  const endsAt = performance.now() + 20_000
  while (!(await check())) {
    if (performance.now() > endsAt) throw new Error(`in vain: ${what}`)
    await sleep(10)
  }
}
