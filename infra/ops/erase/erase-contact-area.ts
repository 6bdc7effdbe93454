import { userInfo } from 'node:os'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { AccessDocument } from '#chatwoot/access'
import { calledOf } from '#chatwoot/called'
import { keepAliveHttp } from '#chatwoot/http-call'
import { queueDepth } from '#messaging/queue-depth'
import { sleep } from '#runtime/retry'
import { erasureStore } from '#store/erasures'
import { pageGroupStore } from '#store/page-groups'
import { type AccountsDocument, keyOrFault } from '../accounts.ts'
import { type Answer, type Area, isSet, UsageFault, type Values, wantedText } from '../area.ts'
import { clientConfig, secretDocument } from '../aws-access.ts'
import { allOutputs, clockOf, type Outputs } from '../deployment.ts'
import { progressOn } from '../progress.ts'
import { type Erased, type ErasureDeps, eraseContact, type Inventory, inventoryOf, totalOf } from './erasure.ts'

const USAGE = `  erase-contact --account SLUG --contact ID [--dry-run] [--yes] [--even-if-there]
                                           forgets a contact of Chatwoot: conversations, timelines, actions, bodies,
                                           archive, dead letters; then looks everywhere again. Delete the contact in
                                           Chatwoot first. Exit code 0 only if nothing is left. --dry-run: what there is`

/** Publish is done with a change within a second; a batch that failed comes again within a few. */
const SETTLE_MS = 5_000

export const eraseContactArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    contact: { type: 'string' },
    'dry-run': { type: 'boolean' },
    yes: { type: 'boolean' },
    'even-if-there': { type: 'boolean' },
  },
  takes: { '': ['account', 'contact', 'dry-run', 'yes', 'even-if-there'] },
  run: async (words, values) => {
    if (words.length > 0) throw new UsageFault(`erase-contact takes no ${words.join(' ')}`)
    const account = wantedText(values, '--account SLUG')
    const contactId = Number(wantedText(values, '--contact ID'))
    if (!Number.isSafeInteger(contactId) || contactId < 1)
      throw new UsageFault("--contact must be the contact's number in Chatwoot, the end of its address there")
    const isRehearsal = isSet(values, 'dry-run')
    if (!isRehearsal && !isSet(values, 'yes'))
      throw new UsageFault('nothing brings back what is erased: say --dry-run to see it, and --yes to do it')
    keyOrFault(await secretDocument<AccountsDocument>(values, 'accounts').read(), account)
    const there = await isInChatwoot(account, contactId, values)
    if (there !== 'gone' && !isRehearsal && !isSet(values, 'even-if-there')) return notYet(there)

    const progress = progressOn(process.stderr)
    const deps = await depsFor(values, progress.show)
    try {
      if (isRehearsal) return rehearsed(await inventoryOf({ account, contactId }, deps), there)
      const erased = await eraseContact({ account, contactId }, deps)
      const underWay = await messagesUnderWay(await allOutputs(values), deps.sqs)
      return told(erased, { there, underWay })
    } finally {
      progress.end()
    }
  },
}

type There = 'gone' | 'there' | 'unknown'

/** What Chatwoot still has would come back with its next webhook. */
async function isInChatwoot(account: string, contactId: number, values: Values): Promise<There> {
  const access = (await secretDocument<AccessDocument>(values, 'chatwoot').read())[account]
  if (access === undefined) return 'unknown'
  const { baseUrl, accountId, token } = access
  const url = `${baseUrl}/api/v1/accounts/${accountId}/contacts/${contactId}`
  const called = calledOf(
    await keepAliveHttp()({ method: 'GET', url, headers: { 'Api-Access-Token': token } }),
    () => true,
  )
  if (called.kind === 'ok') return 'there'
  // Chatwoot's own 404: the row is not there.
  return called.kind === 'refused' && called.code === 'conversation_gone' ? 'gone' : 'unknown'
}

function notYet(there: There): Answer {
  const found =
    there === 'there'
      ? 'Chatwoot still has this contact: its next webhook would bring everything back. Delete it there first'
      : 'Whether Chatwoot still has this contact cannot be asked'
  return { text: `${found}, or say --even-if-there. Nothing was erased.`, json: { erased: false, there }, exitCode: 1 }
}

async function depsFor(values: Values, tell: (text: string) => void): Promise<ErasureDeps> {
  const outputs = await allOutputs(values)
  const config = clientConfig(values)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(config), {
    marshallOptions: { removeUndefinedValues: true },
  })
  const now = await clockOf(values)
  const table = outputOf(outputs, 'TableName')
  const clockwork = { now, random: Math.random, wait: sleep }
  return {
    client,
    table,
    now,
    groups: pageGroupStore({ client, table, ...clockwork }),
    erasures: erasureStore({ client, table }),
    s3: new S3Client({ ...config, ...(values.endpoint === undefined ? {} : { forcePathStyle: true }) }),
    bucket: outputOf(outputs, 'BodiesBucketName'),
    sqs: new SQSClient(config),
    queues: queuesIn(outputs, /^(.+)(DeadLetters|Failures)Url$/),
    by: userInfo().username,
    settle: () => sleep(SETTLE_MS),
    tell,
  }
}

function outputOf(outputs: Outputs, name: string): string {
  const value = outputs[name]
  if (value === undefined) throw new Error(`the deployment has no output ${name}: deploy this release first`)
  return value
}

const queuesIn = (outputs: Outputs, form: RegExp): Record<string, string> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([name, url]) => {
      const queue = form.exec(name)?.[1]
      return queue === undefined ? [] : [[queue.toLowerCase(), url]]
    }),
  )

/** What is on its way is not looked into: taking a message away from its worker would hold it up. It lives for seconds. */
async function messagesUnderWay(outputs: Outputs, client: SQSClient): Promise<number> {
  const depths = await Promise.all(
    Object.values(queuesIn(outputs, /^(.+)QueueUrl$/)).map((queueUrl) => queueDepth({ client, queueUrl })),
  )
  return depths.reduce((sum, depth) => sum + depth, 0)
}

const linesOf = ({ erased, edited }: Inventory): string[] => [
  ...Object.entries(erased).map(([place, count]) => `  ${String(count).padStart(6)}  ${place}`),
  ...Object.entries(edited).map(([place, count]) => `  ${String(count).padStart(6)}  ${place}, taken out of them`),
]
const doubts = ({ doubtful }: Inventory): string[] => doubtful.map((doubt) => `  nobody can say: ${doubt}`)

function rehearsed(inventory: Inventory, there: There): Answer {
  const total = totalOf(inventory)
  const head =
    total === 0 ? 'Nothing of this contact is here.' : `Would be erased, of ${inventory.conversations} conversations:`
  const first = there === 'there' ? ['Chatwoot still has this contact: delete it there first.'] : []
  return {
    text: [head, ...linesOf(inventory), ...doubts(inventory), ...first].join('\n'),
    json: { dryRun: true, there, total, ...inventory },
  }
}

const STAYS =
  'Counts stay, which are of nobody; backups and logs expire by themselves, and what was sent to Slack, PagerDuty or mail is there: docs/runbooks/privacy.md'

function told(erased: Erased, { there, underWay }: { readonly there: There; readonly underWay: number }): Answer {
  const { receipt } = erased
  const isWhole = receipt.leftOver === 0
  const head = isWhole
    ? `Erased, and a second look found nothing. Receipt ${receipt.id}`
    : `NOT WHOLE: ${receipt.leftOver} left over. Do it again; it goes on where it stopped`
  const remarks = [
    ...(underWay === 0
      ? []
      : [`${underWay} messages are on their way in queues: look again by --dry-run in a few minutes.`]),
    ...(there === 'there' ? ['Chatwoot still has this contact: its next webhook brings it back.'] : []),
    STAYS,
  ]
  return {
    text: [head, ...linesOf(erased), ...doubts(erased), ...remarks].join('\n'),
    json: { erased: isWhole, there, underWay, receipt, doubtful: erased.doubtful },
    exitCode: isWhole ? 0 : 1,
  }
}
