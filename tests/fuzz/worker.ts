/** process behind its batch loop, with a table that takes what DynamoDB takes, and what must hold of every message. */
import assert from 'node:assert/strict'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { SQSRecord } from 'aws-lambda'
import type { Reading } from '#chatwoot/read-text'
import { translate } from '#chatwoot/translate'
import { derive } from '#domain/derive-events'
import { merge, sameState } from '#domain/merge'
import { parseEvent } from '#events/catalogue'
import { applyBatch, type ProcessDeps } from '#functions/process/apply-batch'
import { firstSights } from '#functions/process/first-sights'
import { itemBytes } from '#infra/local/engines/dynamodb/item'
import { checkMessage } from '#infra/local/engines/sqs/message'
import { type DeadLetter, runBatch } from '#runtime/sqs-batch'
import { fromItem, toItem } from '#store/item'
import { SHIPPED_LAW } from '#tests/support/builders'
import { FakeConversationStore } from '#tests/support/fake-conversation-store'
import { recorder } from '#tests/support/recorder'
import { DEFAULT_WORDS } from '#text/default-words'
import { asSent, BUCKET, NOW_MS, type Passed } from './door.ts'
import { CUSTOMER_TEXT } from './json-changes.ts'

const ITEM_BYTES = 400 * 1024
const EVENT_BYTES = 256_000
const MESSAGE_BYTES = 1_048_576
const KNOWN_REASONS: readonly string[] = ['unparseable', 'impossible']
const REASON_DETAIL = /^[\w. -]{1,300}$/

const reading: Reading = {
  words: DEFAULT_WORDS,
  timeZone: 'Europe/Lisbon',
  locale: 'en',
  contactAttributes: ['plan', 'tier', '__proto__', 'constructor'],
}

/**
 * Runs a message that has passed the door as a batch, together with a healthy one where there is one. Gives how it ended:
 * `applied`, `nothing new`, `ignored`, `unknown event`, or `dead letter: <reason>`.
 */
export async function process({ record, objects }: Passed, healthy: SQSRecord | undefined): Promise<string> {
  if (record === undefined) return 'not taken'
  const { deps, store, log, lines, counts } = aWorker(objects)
  const buried: DeadLetter[] = []
  const batch = { Records: healthy === undefined ? [record] : [healthy, record] }
  const { batchItemFailures } = await runBatch(batch, {
    work: (messages) => applyBatch(messages, deps),
    bury: async (letter) => {
      checkMessage(asSent(letter), MESSAGE_BYTES)
      buried.push(letter)
    },
    postpone: async () => undefined,
    expendable: ['sentAtS'],
    random: () => 0.5,
    log,
    count: () => undefined,
  })
  const faults = lines.filter(({ error }) => error !== undefined)
  assert.deepEqual(faults, [], `a fault: ${faults.map(({ code, error }) => `${code} ${String(error)}`).join('; ')}`)
  assert.deepEqual(batchItemFailures, [], 'came back to be tried again')
  assert.ok(!JSON.stringify(lines).includes(CUSTOMER_TEXT), 'a customer’s text in the log')
  checkWrites(store)
  if (healthy !== undefined) assert.ok(store.commits.length > 0, 'a broken message stopped a healthy one')
  return outcomeOf({ record, buried, counts })
}

type Ended = {
  readonly record: SQSRecord
  readonly buried: readonly DeadLetter[]
  readonly counts: Readonly<Record<string, number>>
}

function outcomeOf({ record, buried, counts }: Ended): string {
  const [letter, ...others] = buried
  assert.deepEqual(others, [])
  if (letter !== undefined) {
    assert.equal(letter.body, record.body, 'the dead letter is not what came')
    assert.ok(KNOWN_REASONS.includes(letter.attributes.reason ?? ''), `reason ${letter.attributes.reason}`)
    assert.match(letter.attributes.detail ?? '', REASON_DETAIL)
    return `dead letter: ${letter.attributes.reason}`
  }
  if (counts.Ignored) return 'ignored'
  if (counts.UnknownEvents) return 'unknown event'
  return 'applied'
}

function aWorker(objects: Passed['objects']) {
  const store = new FakeConversationStore(() => NOW_MS)
  const { log, lines, count, counts } = recorder()
  store.refuses = (draft) => {
    const conversation = { ...draft, version: 1, writtenAtMs: NOW_MS }
    return itemBytes(marshalled(toItem({ conversation, carried: {} }, 400))) > ITEM_BYTES
  }
  const deps: ProcessDeps = {
    translate,
    readingFor: async () => reading,
    lawFor: async () => ({ law: SHIPPED_LAW }),
    now: () => NOW_MS,
    readMany: (keys) => store.readMany(keys),
    commit: (draft, over) => store.commit(draft, over),
    bodies: {
      get: async (key) => objects.get(key),
      put: async ({ key }) => assert.match(key, /^unknown\/shop\/[\w.-]{1,80}\/[\w-]+\.json$/),
    },
    bucket: BUCKET,
    firstSight: firstSights(),
    archive: async () => undefined,
    random: () => 0.5,
    wait: async () => undefined,
    count,
    log,
  }
  return { deps, store, log, lines, counts }
}

/** As the stores' client writes items. @throws what it would throw: numbers that are not exact, for instance. */
const marshalled = (item: object) => marshall(item, { removeUndefinedValues: true }) as Parameters<typeof itemBytes>[0]

/** What was written can be read again as it was, told as events that fit the bus, and merges in any order. */
function checkWrites(store: FakeConversationStore): void {
  for (const { account, conversationId } of store.commits) {
    const stored = store.find(account, conversationId)
    if (stored === undefined) throw new Error('written and gone')
    const { conversation } = stored
    const item = marshalled(toItem(stored, 400))
    checkItem(item)
    const again = fromItem(unmarshall(item as never)).conversation
    assert.ok(sameState(again.state, conversation.state), 'read back as another state')
    assert.deepEqual(again.watch, conversation.watch)
    for (const { conversationId: other, state } of store.commits) {
      if (other !== conversationId) continue
      assert.ok(sameState(merge(state, conversation.state), conversation.state), 'merged, it says something else')
      assert.ok(sameState(merge(conversation.state, state), conversation.state), 'the order of merging matters')
    }
    for (const event of derive(undefined, conversation)) {
      parseEvent(event)
      assert.ok(Buffer.byteLength(JSON.stringify(event)) < EVENT_BYTES, `${event.type} is too large for the bus`)
    }
  }
}

const KEYS = ['pk', 'sk', 'statusKey', 'waitKey', 'dueKey', 'operatorKey', 'deadlineShard', 'deadlineKey']

function checkItem(item: Readonly<Record<string, unknown>>): void {
  for (const key of KEYS) {
    const value = item[key]
    if (value === undefined) continue
    const text = (value as { readonly S?: string }).S
    assert.ok(text !== undefined && text !== '' && Buffer.byteLength(text) <= 1_024, `${key} is no key`)
  }
  assert.ok(depthOf(item) <= 32, 'nested more than DynamoDB takes')
  const text = JSON.stringify(item)
  // JSON.stringify escapes half pairs alone
  assert.ok(!/\\ud[89a-f]/i.test(text.replace(/\\\\/g, '')), 'half a pair in the table')
}

/** Levels of lists and maps, in DynamoDB's own notation. */
function depthOf(members: object): number {
  const inside = Object.values(members).map((value: { readonly M?: object; readonly L?: object }) => value.M ?? value.L)
  return 1 + Math.max(0, ...inside.map((nested) => (nested === undefined ? 0 : depthOf(nested))))
}
