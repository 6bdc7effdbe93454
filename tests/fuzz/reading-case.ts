/** What Chatwoot's API answers, spoiled: to each of our calls, and of each conversation that is read, on through process. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs'
import type { Called } from '#chatwoot/called'
import { chatwootClient } from '#chatwoot/client'
import { directoryClient } from '#chatwoot/directory-client'
import type { HttpCall, HttpResult } from '#chatwoot/http-call'
import { type ConversationRead, sweepClient } from '#chatwoot/sweep-client'
import { readingOf } from '#functions/act/reading-of'
import { openMessage as openPresence } from '#functions/presence/open-message'
import { openMessage as openReconcile } from '#functions/reconcile/open-message'
import { handReading } from '#messaging/hand-readings'
import { aRecord } from '#tests/support/sqs-records'
import { fc } from './arbitraries.ts'
import { BUCKET, NOW_MS, type StoredBody } from './door.ts'
import { CUSTOMER_TEXT, changed, type JsonChange, jsonChange } from './json-changes.ts'
import { rewritten, type TextChange, textChange } from './text-changes.ts'
import { process } from './worker.ts'

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/chatwoot/api/${name}.json`, import.meta.url), 'utf8'))

/** What is asked for, by the end of its path; the first that fits. */
const ANSWERS: readonly (readonly [RegExp, unknown])[] = [
  [/\/messages(\?|$)/, sample('messages_list_with_activity')],
  [/\/labels$/, sample('labels_response')],
  [/\/assignments$/, sample('assignment_response')],
  [/\/toggle_status$/, sample('toggle_status_response')],
  [/\/conversations\/\d+$/, sample('conversation_show')],
  [/\/conversations\?/, sample('conversations_list')],
  [/\/csat_survey_responses/, sample('csat_survey_responses_list')],
  [/\/team_members$/, sample('agents_list')],
  [/\/inbox_members/, { payload: sample('agents_list') }],
  [/\/agents$/, sample('agents_list')],
  [/\/teams$/, sample('teams_list')],
  [
    /\/inboxes$/,
    { payload: [{ id: 7, name: 'Web', channel_type: 'Channel::WebWidget', enable_auto_assignment: true }] },
  ],
  [/\/profile$/, sample('profile')],
  [/\/api$/, sample('root_version')],
]
const ACCESS = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'token-of-the-fuzz' }
/** Of `conversation_show`. */
const CONVERSATION_ID = Number((sample('conversation_show') as { readonly id: number }).id)
const stamps = { account: 'shop', requestId: 'r-1', readAtMs: NOW_MS, correlationId: 'c-1' }

type Asking = { readonly http: HttpCall; readonly pace: () => Promise<void>; readonly now: () => number }
type Ask = (deps: Asking, spoiled: ReadingCase) => Promise<string>

const ASKS = {
  changes: async (deps) => rowsOf(await sweepClient(ACCESS, deps).changes({ sinceMs: NOW_MS - 600_000 })),
  pages: async (deps) =>
    rowsOf(await sweepClient(ACCESS, deps).pages({ order: 'created', page: 1, sinceMs: 0 }, NOW_MS)),
  ratings: async (deps) => {
    const called = await sweepClient(ACCESS, deps).ratings({ sinceMs: 0, page: 1 })
    return told(called, (value) => taken(openReconcile, { kind: 'sweep_ratings', ...value }))
  },
  operators: async (deps) => operatorsOf(await directoryClient(ACCESS, deps).operators()),
  directory: async (deps) => operatorsOf(await directoryClient(ACCESS, deps).directory()),
  conversation: async (deps, { afterMessageId, newestToo }) => {
    const wanted = { conversationId: CONVERSATION_ID, afterMessageId, ...(newestToo ? { newestToo } : {}) }
    const called = await sweepClient(ACCESS, deps).conversation(wanted, NOW_MS)
    return called.kind === 'ok' ? processed(called.value, wanted) : told(called)
  },
  'before it is changed': async (deps) => told(await chatwootClient(ACCESS, deps).conversation(CONVERSATION_ID)),
  labels: async (deps) => told(await chatwootClient(ACCESS, deps).labels(CONVERSATION_ID)),
  assignment: async (deps) => told(await chatwootClient(ACCESS, deps).assignOperator(CONVERSATION_ID, 41)),
  status: async (deps) =>
    told(await chatwootClient(ACCESS, deps).setStatus(CONVERSATION_ID, { status: 'open', snoozedUntilMs: null })),
  messages: async (deps) =>
    told(await chatwootClient(ACCESS, deps).messagesAfter(CONVERSATION_ID, { messageId: 1, key: 'k' })),
  self: async (deps) => told(await chatwootClient(ACCESS, deps).self()),
} satisfies Record<string, Ask>
export type AskName = keyof typeof ASKS

export type ReadingCase = {
  readonly ask: AskName
  /** Which of the calls is answered wrongly; the others as they should be. */
  readonly nth: number
  readonly status: number
  readonly changes: readonly JsonChange[]
  readonly text: readonly TextChange[]
  readonly afterMessageId: number
  readonly newestToo: boolean
}

const names = Object.keys(ASKS) as AskName[]
export const readingCase: fc.Arbitrary<ReadingCase> = fc.record({
  // what goes on through process is worth as much as all others
  ask: fc.oneof(fc.constant<AskName>('conversation'), fc.constantFrom(...names)),
  nth: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.constantFrom(1, 2, 3, 4) }),
  status: fc.oneof(
    { weight: 20, arbitrary: fc.constant(200) },
    { weight: 1, arbitrary: fc.constantFrom(201, 204, 302, 401, 403, 404, 422, 429, 500, 502) },
  ),
  changes: fc.array(jsonChange, { maxLength: 4 }),
  text: fc.oneof(
    { weight: 5, arbitrary: fc.constant<TextChange[]>([]) },
    { weight: 1, arbitrary: fc.array(textChange, { minLength: 1, maxLength: 2 }) },
  ),
  afterMessageId: fc.constantFrom(0, 1, 5_000_000),
  newestToo: fc.boolean(),
})

/** The spoiled answer, to whichever call it was. */
export const answerOf = (
  { changes, text }: Pick<ReadingCase, 'changes' | 'text'>,
  path = '/conversations/1',
): Buffer => {
  const [, whole] = ANSWERS.find(([end]) => end.test(path)) ?? assert.fail(`nobody answers ${path}`)
  return rewritten(Buffer.from(JSON.stringify(changed(whole, changes)) ?? ''), text)
}

/** Gives `<call>: <how it ended>`. @throws what did not hold. */
export async function playReading(one: ReadingCase): Promise<string> {
  let calls = 0
  const http: HttpCall = async ({ url }): Promise<HttpResult> => {
    assert.ok(calls < MOST_CALLS, 'asks without end')
    const spoiled = calls++ === one.nth
    const body = answerOf(spoiled ? one : { changes: [], text: [] }, new URL(url).pathname + new URL(url).search)
    return { kind: 'answered', status: spoiled ? one.status : 200, body: body.toString('utf8') }
  }
  const outcome = await (ASKS[one.ask] as Ask)({ http, pace: async () => undefined, now: () => NOW_MS }, one)
  assert.ok(!outcome.includes(CUSTOMER_TEXT), 'how it ended quotes what was answered')
  return `${one.ask}: ${outcome}`
}
/** Members of a thousand teams are asked for one by one. */
const MOST_CALLS = 2_100

/** A code where it failed. What was read must be of the form that whoever asked can take. */
function told<Value>(called: Called<Value>, check: (value: Value) => void = () => undefined): string {
  if (called.kind !== 'ok') return `${called.kind} ${called.code}`
  check(called.value)
  return 'ok'
}

const rowsOf = (called: Parameters<typeof told<object>>[0]): string =>
  told(called, (value) =>
    taken(openReconcile, { kind: 'sweep_rows', ...value, part: 1, parts: 1, administrator: true }),
  )
const operatorsOf = (called: Parameters<typeof told<object>>[0]): string =>
  told(called, (value) => taken(openPresence, { kind: 'operators_read', ...value }))

/** What act sends on must be readable where it arrives: there it would be a dead letter of our own. */
function taken(open: (body: string) => object, answer: object): void {
  const opened = open(JSON.stringify({ ...stamps, ...answer }))
  assert.ok(!('problem' in opened), `the next function cannot read it: ${JSON.stringify(opened)}`)
}

type Wanted = Parameters<ReturnType<typeof sweepClient>['conversation']>[0]

/** From act over the queue, or the bucket, to process. */
async function processed(read: ConversationRead, wanted: Wanted): Promise<string> {
  const sent: SendMessageCommandInput[] = []
  const objects = new Map<string, StoredBody>()
  const client = {
    send: async ({ input }: { readonly input: SendMessageCommandInput }) => void sent.push(input),
  } as unknown as SQSClient
  const bodies = {
    put: async ({ key, body }: { readonly key: string; readonly body: string | Uint8Array }) =>
      void objects.set(key, { body: Buffer.from(body).toString('utf8'), metadata: {} }),
  }
  const { requestId: _, ...stamped } = stamps
  const reading = readingOf({ ...stamped, chatwootAccountId: 3, wanted, read, lossesSinceMs: 0 })
  await handReading(reading, { client, queueUrl: 'https://sqs.example.com/inbound.fifo', bucket: BUCKET, bodies })
  const [message, ...others] = sent
  assert.deepEqual(others, [])
  const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [
    name,
    StringValue,
  ])
  const record = aRecord({ body: message?.MessageBody ?? '', attributes: Object.fromEntries(attributes) })
  return process({ outcome: 'read', record, objects }, undefined)
}
