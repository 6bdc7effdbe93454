import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { calledOf } from '#chatwoot/called'
import { deadlineReads } from '#store/deadlines'
import { EVERY_ACCOUNT } from '#store/keys'
import { operatorStore } from '#store/operators'
import { instantText } from '../policy-words.ts'
import { type Check, type Looked, note, ok, unknown, warning, wrong } from './finding.ts'
import { accessFor } from './look-at-chatwoot.ts'
import type { Subject } from './subject.ts'

/** What runs by the minute has missed some if it did not for so long. */
const STALE_MS = 5 * 60_000
/** Chatwoot's queue may be behind, and so may ours. */
const SILENT_MS = 5 * 60_000

export const tickCheck = (subject: Subject): Check => ({
  name: 'tick',
  account: null,
  look: async () => {
    const lastMs = await deadlineReads(tableOf(subject)).lastTickMs()
    if (lastMs === null) return [unknown('tick_never', 'the tick has not run yet: it comes every minute')]
    if (subject.now() - lastMs < STALE_MS) return [ok(`the last tick was at ${instantText(lastMs)}`)]
    return [
      wrong(
        'tick_stale',
        `the last tick was at ${instantText(lastMs)}: no deadline is looked at`,
        'docs/runbooks/alarms.md#tick-silent',
        `aws lambda get-function --function-name backdesk-${subject.values.env}-tick`,
      ),
    ]
  },
})

const tableOf = ({ dynamo, outputs }: Subject) => ({
  client: DynamoDBDocumentClient.from(dynamo),
  table: outputs.TableName ?? '',
})

export async function lookAtSwitches(account: string, subject: Subject): Promise<readonly Looked[]> {
  const { switches } = await subject.desk()
  const off = [...(await switches.list(account)), ...(await switches.list(EVERY_ACCOUNT))]
  if (off.length === 0) return [ok('nothing is switched off')]
  return off.map((one) =>
    warning(
      'switch_off',
      `${one.name} is off for ${one.account === EVERY_ACCOUNT ? 'every account' : one.account} since ${instantText(one.atMs)}, by ${one.by}: ${one.reason}`,
      subject.command(
        `switch clear --name ${one.name} ${one.account === EVERY_ACCOUNT ? '--every-account' : `--account ${one.account}`}`,
      ),
    ),
  )
}

export async function lookAtPresence(account: string, subject: Subject): Promise<readonly Looked[]> {
  if ((await accessFor(account, subject)) === undefined)
    return [unknown('presence_not_read', 'who is there is not read: mend the access to Chatwoot first')]
  const mark = await operatorStore(tableOf(subject)).mark(account)
  if (mark === undefined) return [unknown('presence_never', 'who is there was never read: it comes every minute')]
  if (subject.now() - mark.readAtMs < STALE_MS) return [ok(`who is there was read at ${instantText(mark.readAtMs)}`)]
  return [
    wrong(
      'presence_stale',
      `who is there was last read at ${instantText(mark.readAtMs)}: routing gives to nobody`,
      subject.command(`switch list --account ${account}`),
      'docs/runbooks/alarms.md#presence-stale',
    ),
  ]
}

const newest = z.looseObject({
  data: z.looseObject({ payload: z.array(z.looseObject({ id: z.int(), last_activity_at: z.number() })) }),
})

/** Silence is not told from a quiet night by waiting, but by asking the source what happened last. */
export async function lookAtSilence(account: string, subject: Subject): Promise<readonly Looked[]> {
  const { reads } = await subject.desk()
  const heardMs = (await reads.tallies(account)).intake?.lastReceivedAtMs ?? null
  const heard =
    heardMs === null
      ? 'nothing was ever received'
      : `the last webhook that told something came at ${instantText(heardMs)}`
  if (heardMs === null) return [unknown('nothing_received', `${heard}: write a message in Chatwoot, and look again`)]
  const access = await accessFor(account, subject)
  if (access === undefined) return [note('last_webhook', heard)]
  const url = `${access.baseUrl}/api/v1/accounts/${access.accountId}/conversations?status=all&sort_by=last_activity_at_desc&page=1`
  const called = calledOf(
    await subject.http({ method: 'GET', url, headers: { 'Api-Access-Token': access.token } }),
    (body) => {
      const read = z.safeParse(newest, body)
      return read.success ? read.data.data.payload : undefined
    },
  )
  if (called.kind !== 'ok') return [unknown('silence_not_judged', `${heard}; Chatwoot does not say what happened last`)]
  const activityMs = Math.max(0, ...called.value.map(({ last_activity_at }) => last_activity_at * 1000))
  if (activityMs - heardMs <= SILENT_MS || subject.now() - activityMs <= SILENT_MS) return [ok(heard)]
  return [
    wrong(
      'webhooks_silent',
      `${heard}, and something happened in Chatwoot at ${instantText(activityMs)}: it does not reach us`,
      subject.command(`register-webhook --account ${account}`),
      "Look at Chatwoot's Sidekiq: queues critical and medium; then reconcile what was missed",
    ),
  ]
}
