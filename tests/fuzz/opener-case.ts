/** Messages of Backdesk's own queues, spoiled: each function's reader says what it was given, or what is wrong with it. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { openAction } from '#functions/act/open-action'
import { openMessage as openEscalation } from '#functions/escalate/open-message'
import { openMessage as openPresence } from '#functions/presence/open-message'
import { openMessage as openInbound } from '#functions/process/open-message'
import { openMessage as openRouting } from '#functions/route/open-message'
import { readMessage as openDeadline } from '#functions/sla/read-message'
import { parsedJson } from '#runtime/json'
import * as actions from '#tests/support/actions'
import { START_MS } from '#tests/support/builders'
import { eventExamplesDir } from '#tests/support/event-examples'
import { aRecord, STAMPS } from '#tests/support/sqs-records'
import { fc } from './arbitraries.ts'
import { BUCKET } from './door.ts'
import { CUSTOMER_TEXT, changed, type JsonChange, jsonChange } from './json-changes.ts'
import { rewritten, type TextChange, textChange } from './text-changes.ts'

/** The message, or words about what is wrong with it. */
type Opened = { readonly read: unknown } | { readonly problem: string }
type Reader = { readonly samples: readonly unknown[]; readonly open: (body: string) => Promise<Opened> | Opened }

const events = readdirSync(eventExamplesDir)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(eventExamplesDir + name, 'utf8')) as { readonly type: string })
const onBus = (event: { readonly type: string }) => ({ source: 'backdesk', 'detail-type': event.type, detail: event })

const spoken = (opened: object): Opened =>
  'problem' in opened
    ? { problem: String(opened.problem) }
    : 'detail' in opened
      ? { problem: String(opened.detail) }
      : { read: opened }

const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value)

const account = 'shop'
const READERS = {
  act: {
    samples: [
      actions.aNote(),
      actions.aTeamAssignment(),
      actions.anOperatorAssignment(),
      actions.aPriority(),
      actions.anUnassignment(),
      actions.aLabel({ verb: 'add_label' }),
      actions.aStatus(),
      actions.someAttributes(),
      actions.aReply(),
    ],
    open: (body) => spoken(openAction(parsedJson(body))),
  },
  presence: {
    samples: [
      { kind: 'ask' },
      { kind: 'ask', account },
      {
        kind: 'operators_read',
        account,
        requestId: 'r-1',
        readAtMs: START_MS,
        correlationId: 'c-1',
        operators: [
          { operatorId: 41, name: 'Avery', role: 'agent', availability: 'available', teams: [1], inboxes: [2] },
        ],
        directory: {
          serverVersion: null,
          teams: [],
          inboxes: [{ id: 1, name: 'Web', channel: 'Email', autoAssigns: true }],
        },
        split: { part: 1, parts: 2, operatorIds: [41, 42] },
      },
    ],
    open: (body) => spoken(openPresence(body)),
  },
  route: { samples: [{ kind: 'sweep' }, ...events.map(onBus)], open: (body) => spoken(openRouting(body)) },
  escalate: {
    samples: [
      { kind: 'drill' },
      { kind: 'regroup', group: 'shop#response#team-1', atMs: START_MS },
      ...events.map(onBus),
    ],
    open: (body) => spoken(openEscalation(body)),
  },
  sla: {
    samples: [
      { kind: 'deadline', account, conversationId: 1042, atMs: START_MS },
      { kind: 'refresh', account, status: 'open', cursor: null },
    ],
    open: (body) => spoken(openDeadline(body)),
  },
  // here the stamps are spoiled, and the pointers
  process: {
    samples: [
      { attributes: STAMPS, body: '{}' },
      { attributes: { ...STAMPS, bodyIn: 's3' }, body: JSON.stringify({ bucket: BUCKET, key: 'bodies/shop/x.json' }) },
      {
        attributes: {},
        body: JSON.stringify({ source: 'aws.s3', detail: { bucket: { name: BUCKET }, object: { key: 'spool/x' } } }),
      },
    ],
    open: async (text) => {
      const given = parsedJson(text) as { readonly body?: unknown; readonly attributes?: unknown } | undefined
      const attributes = Object.entries(Object(given?.attributes)).map(([name, value]) => [name, textOf(value)])
      const message = aRecord({ body: textOf(given?.body), attributes: Object.fromEntries(attributes) })
      const bodies = { get: async () => undefined, put: async () => undefined }
      const log = { fault: (code: string, error: unknown) => assert.fail(`${code} ${String(error)}`) }
      const opening = await openInbound(message, { bodies, bucket: BUCKET, log })
      if ('opened' in opening) return { read: opening.opened }
      return opening.ended.kind === 'dead'
        ? { problem: `${opening.ended.reason}: ${opening.ended.detail}` }
        : { read: opening.ended }
    },
  },
} satisfies Record<string, Reader>
export type ReaderName = keyof typeof READERS

export type OpenerCase = {
  readonly reader: ReaderName
  readonly sample: number
  readonly changes: readonly JsonChange[]
  readonly text: readonly TextChange[]
}

export const openerCase: fc.Arbitrary<OpenerCase> = fc.record({
  reader: fc.constantFrom(...(Object.keys(READERS) as ReaderName[])),
  sample: fc.nat(60),
  changes: fc.array(jsonChange, { maxLength: 3 }),
  text: fc.oneof(fc.constant<TextChange[]>([]), fc.array(textChange, { minLength: 1, maxLength: 2 })),
})

export function messageOf({ reader, sample, changes, text }: OpenerCase): string {
  const { samples } = READERS[reader]
  const document = changed(samples[sample % samples.length], changes)
  return rewritten(Buffer.from(JSON.stringify(document) ?? 'null'), text).toString('utf8')
}

/** Gives `<reader>: read` or `<reader>: refused`. @throws what did not hold. */
export async function playOpener(one: OpenerCase): Promise<string> {
  const opened = await (READERS[one.reader] as Reader).open(messageOf(one))
  if ('read' in opened) return `${one.reader}: read`
  assert.ok(opened.problem.length > 0, 'refused without a reason')
  assert.ok(!opened.problem.includes(CUSTOMER_TEXT), 'the reason quotes what was given')
  return `${one.reader}: refused`
}
