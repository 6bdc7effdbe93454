/** What happened to the product, told from a pipeline or a terminal with rights in AWS; the API takes the same (POST /v1/happenings). */
import { createHash } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import {
  HAPPENING_ID,
  HAPPENING_URL,
  isTooEarly,
  TITLE_CHARACTERS,
  TOLD_KINDS,
  type ToldHappening,
} from '#domain/happening'
import { type HappeningStore, happeningStore } from '#store/happenings'
import { environmentConfig } from '../config.ts'
import { instantIn } from './archive-options.ts'
import { type Answer, type Area, givenText, UsageFault, type Values, wantedText } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { deploymentOf } from './deployment.ts'
import { accountFor, openDesk } from './desk.ts'
import { instantText } from './policy-words.ts'

const USAGE = `  happenings tell --kind deploy|incident|campaign|other --title TEXT [--at TIME] [--until TIME] [--url URL] [--id ID]
             [--account SLUG]              stands beside spikes of topics from then on. Told again with the same --id and
                                           --at it is the same; --until ends it. TIME: 2026-05-04T09:30:00Z, or a span
                                           before now (90m); default: now
  happenings list [--since TIME] [--account SLUG]
                                           what was told, newest first (default: the last 7 days)`

export const happeningsArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    kind: { type: 'string' },
    title: { type: 'string' },
    at: { type: 'string' },
    until: { type: 'string' },
    url: { type: 'string' },
    id: { type: 'string' },
    since: { type: 'string' },
  },
  takes: { tell: ['account', 'kind', 'title', 'at', 'until', 'url', 'id'], list: ['account', 'since'] },
  run: async ([command = ''], values) => {
    if (command === 'tell') return tell(values)
    if (command === 'list') return list(values)
    throw new UsageFault(`unknown command: happenings ${command}`)
  },
}

const WEEK_MS = 7 * 86_400_000

async function tell(values: Values): Promise<Answer> {
  const { nowMs, by, account, store } = await opened(values)
  const told = toldIn(values, { account, by, nowMs })
  const { kept, isNew } = await store.tell(told)
  return { text: `${isNew ? 'Told' : 'Known already'}: ${inWords(kept)}`, json: { isNew, happening: kept } }
}

async function list(values: Values): Promise<Answer> {
  const { nowMs, account, store } = await opened(values)
  const fromMs = instantIn(values, 'since', nowMs) ?? nowMs - WEEK_MS
  const found = (await store.between(account, { fromMs, toMs: nowMs })).toReversed()
  return { text: found.map(inWords).join('\n') || 'Nothing was told.', json: { account, items: found } }
}

async function opened(values: Values) {
  const { tableName, now } = await deploymentOf(values)
  const desk = await openDesk(values)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  const { ledgerDays } = environmentConfig(values.env, {})
  const store: HappeningStore = happeningStore({ client, table: tableName, now, retentionDays: ledgerDays })
  return { nowMs: now(), by: desk.by, account: await accountFor(values, desk), store }
}

type Teller = { readonly account: string; readonly by: string; readonly nowMs: number }

/** @throws UsageFault for what the API would refuse. */
export function toldIn(values: Values, { account, by, nowMs }: Teller): ToldHappening {
  const given = wantedText(values, `--kind ${TOLD_KINDS.join('|')}`)
  const kind = TOLD_KINDS.find((one) => one === given)
  if (kind === undefined) throw new UsageFault(`--kind must be one of ${TOLD_KINDS.join(', ')}`)
  const title = wantedText(values, '--title TEXT').trim()
  if (title === '' || title.length > TITLE_CHARACTERS)
    throw new UsageFault(`--title must be a text of 1 to ${TITLE_CHARACTERS} characters`)
  const atMs = instantIn(values, 'at', nowMs) ?? nowMs
  const untilMs = instantIn(values, 'until', nowMs) ?? null
  if (isTooEarly(atMs, nowMs)) throw new UsageFault('--at must not be in the future: tell it when it happens')
  if (untilMs !== null && untilMs < atMs) throw new UsageFault('--until must not be before --at')
  const url = givenText(values, 'url') ?? null
  if (url !== null && !HAPPENING_URL.test(url)) throw new UsageFault('--url must begin with https://')
  const digest = createHash('sha256')
    .update(JSON.stringify([account, kind, title, atMs]))
    .digest('hex')
  const id = givenText(values, 'id') ?? digest.slice(0, 12)
  if (!HAPPENING_ID.test(id)) throw new UsageFault('--id must be 1 to 100 letters, digits or any of . : / @ # + - _')
  return { account, id, kind, title, atMs, untilMs, url, by, toldAtMs: nowMs }
}

const inWords = ({ id, kind, title, atMs, untilMs }: ToldHappening): string =>
  [instantText(atMs), untilMs === null ? '' : `to ${instantText(untilMs)}`, kind, title, `(${id})`]
    .filter((part) => part !== '')
    .join('  ')
