import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { AccessDocument, ChatwootAccess } from '#chatwoot/access'
import { keepAliveHttp } from '#chatwoot/http-call'
import { type CanaryStore, canaryStore } from '#store/canary'
import { switchBook } from '#store/switches'
import { type Answer, type Area, givenText, UsageFault, type Values, wantedText } from './area.ts'
import { clientConfig, secretDocument } from './aws-access.ts'
import { seatCanary } from './canary-seat.ts'
import { canaryLines, canaryReport, heldText, SWITCHES_OF_IT } from './canary-words.ts'
import { deploymentOf } from './deployment.ts'
import { accountFor, openDesk } from './desk.ts'

const USAGE = `  canary on --account SLUG --inbox ID      a note every five minutes, in a resolved conversation of its own in this API or
                                           website inbox, measures the way from Chatwoot. As often as you like: the
                                           conversation it has is kept
  canary off --account SLUG                no more notes; the conversation stays in Chatwoot
  canary status [--account SLUG]           on or off, where, when it was heard last, and how long that took; exit code 1
                                           when one is on and silent`

/** Proves that what should come comes, at hours when nothing else does (ADR 0032). */
export const canaryArea: Area = {
  usage: USAGE,
  options: { account: { type: 'string' }, inbox: { type: 'string' } },
  takes: { on: ['account', 'inbox'], off: ['account'], status: ['account'] },
  run: async ([command = ''], values) => {
    switch (command) {
      case 'on':
        return on(values)
      case 'off':
        return off(values)
      case 'status':
        return status(values)
      default:
        throw new UsageFault(`unknown command: canary ${command}`)
    }
  },
}

async function on(values: Values): Promise<Answer> {
  wantedText(values, '--account SLUG')
  const inboxId = inboxIn(wantedText(values, '--inbox ID'))
  const { account, canaries, now, heldBy } = await openCanaries(values)
  const named = await account()
  const access = await accessOf(values, named)
  const held = await canaries.read(named)
  const { inboxName, made, ...seat } = await seatCanary({ access, http: keepAliveHttp() }, inboxId, held)
  const isSame = held?.on === true && held.conversationId === seat.conversationId && held.inboxId === seat.inboxId
  // Storing forgets what was heard, so a canary that is on as it should be is left alone.
  if (!isSame) await canaries.put(named, { on: true, ...seat, sinceMs: now() })
  const switches = await heldBy(named)
  const where = `in conversation ${seat.conversationId} of inbox ${inboxId} (${inboxName})`
  const text = isSame
    ? `${named}: the canary is on already, ${where}.`
    : `${named}: the canary is on, ${where}${made ? ', made for it' : ''}. Its first note comes within five minutes.`
  return {
    text: [text, ...switches.map(heldText)].join('\n'),
    json: { account: named, on: true, ...seat, made, changed: !isSame, switchedOffBy: switches },
  }
}

async function off(values: Values): Promise<Answer> {
  wantedText(values, '--account SLUG')
  const { account, canaries, now } = await openCanaries(values)
  const named = await account()
  const held = await canaries.read(named)
  if (held?.on !== true) {
    return { text: `${named}: no canary is on.`, json: { account: named, on: false, changed: false } }
  }
  const { inboxId, contactId, conversationId } = held
  await canaries.put(named, { on: false, inboxId, contactId, conversationId, sinceMs: now() })
  return {
    text: `${named}: the canary is off. Conversation ${conversationId} stays in Chatwoot, for when it is on again.`,
    json: { account: named, on: false, changed: true },
  }
}

async function status(values: Values): Promise<Answer> {
  const { accounts, account, canaries, now, heldBy } = await openCanaries(values)
  const asked = givenText(values, 'account') === undefined ? await accounts() : [await account()]
  const reports = await Promise.all(
    asked.map(async (one) =>
      canaryReport({ account: one, held: await canaries.read(one), switchedOffBy: await heldBy(one), nowMs: now() }),
    ),
  )
  const text = reports.flatMap(canaryLines).join('\n') || 'No account is registered yet.'
  return { text, json: reports, exitCode: reports.some(({ silent }) => silent) ? 1 : 0 }
}

type Canaries = {
  readonly accounts: () => Promise<readonly string[]>
  /** The one that was named. */
  readonly account: () => Promise<string>
  readonly canaries: CanaryStore
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Switches that keep it from being sent. */
  readonly heldBy: (account: string) => Promise<readonly string[]>
}

async function openCanaries(values: Values): Promise<Canaries> {
  const { accounts, switches, now } = await openDesk(values)
  const { tableName: table } = await deploymentOf(values)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  const book = switchBook(switches, { now, onFault: () => undefined })
  return {
    accounts,
    account: () => accountFor(values, { accounts }),
    canaries: canaryStore({ client, table }),
    now,
    heldBy: async (account) => {
      const off = await Promise.all(SWITCHES_OF_IT.map((name) => book.isOff(account, name)))
      return SWITCHES_OF_IT.filter((_, nth) => off[nth])
    },
  }
}

/** @throws UsageFault */
function inboxIn(text: string): number {
  const inboxId = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(inboxId) && inboxId > 0) return inboxId
  throw new UsageFault('--inbox must be the number of an inbox, as in the address of its settings in Chatwoot')
}

/** @throws UsageFault */
async function accessOf(values: Values, account: string): Promise<ChatwootAccess> {
  const document = await secretDocument<AccessDocument>(values, 'chatwoot').read()
  const access = Object.hasOwn(document, account) ? document[account] : undefined
  if (access !== undefined) return access
  throw new UsageFault(
    `account ${account} has no token of Chatwoot here: store one by chatwoot set --account ${account}`,
  )
}
