/**
 * Random facts about one conversation, from ranges so small that ids, times and whole facts collide: ties are where a
 * merge goes wrong. Facts need not fit together, as those of a lossy, reordering sender do not.
 */
import type {
  Assignee,
  CanaryHeard,
  CsatFact,
  Handed,
  MessageFact,
  MessageSignals,
  Observation,
  ReadTo,
  Snapshot,
  Team,
} from '#domain/observation'
import { PRIORITIES, PROMISE_KINDS, STATUSES } from '#domain/observation'
import { ACCOUNT, aSnapshot, CONVERSATION_ID, START_MS } from './builders.ts'
import { fc } from './property.ts'

/** Half seconds, so that some fall into the same second. */
const instantMs = fc.integer({ min: 0, max: 8 }).map((halves) => START_MS + halves * 500)
/** Beyond the time in which a snapshot may lag behind a message. */
const laterMs = fc.oneof(instantMs, fc.constant(START_MS + 60_000))
const updatedAtUs = fc.tuple(laterMs, fc.integer({ min: 0, max: 1 })).map(([ms, extra]) => ms * 1000 + extra)
/** Objects as JSON.parse makes them. */
const plain = { noNullPrototype: true } as const
const senderId = fc.option(fc.integer({ min: 1, max: 2 }))

const assignee: fc.Arbitrary<Assignee> = fc.record(
  {
    id: fc.integer({ min: 1, max: 2 }),
    kind: fc.constantFrom('operator', 'bot'),
    name: fc.constantFrom('Avery', 'Blair'),
  },
  plain,
)
const team: fc.Arbitrary<Team> = fc.record(
  { id: fc.integer({ min: 1, max: 2 }), name: fc.constantFrom('a', 'b') },
  plain,
)

export const snapshotArbitrary: fc.Arbitrary<Snapshot> = fc
  .record({
    updatedAtUs,
    createdAtMs: instantMs,
    lastActivityAtMs: instantMs,
    status: fc.constantFrom(...STATUSES),
    priority: fc.option(fc.constantFrom(...PRIORITIES), { freq: 1 }),
    assignee: fc.option(assignee),
    team: fc.option(team, { freq: 1 }),
    labels: fc.subarray(['billing', 'vip']),
    waitingSinceMs: fc.option(
      instantMs.map((ms) => Math.floor(ms / 1000) * 1000),
      { freq: 2 },
    ),
    firstReplyAtMs: fc.option(instantMs, { freq: 1 }),
    contactAttributes: fc.option(fc.record({ tier: fc.constantFrom('gold', 'silver') }, plain), { freq: 1 }),
  })
  .map(({ contactAttributes, ...changes }) =>
    aSnapshot({ ...changes, ...(contactAttributes === null ? {} : { contactAttributes }) }),
  )

const signals: fc.Arbitrary<MessageSignals> = fc.record(
  { categories: fc.subarray(['abuse', 'legal']), tone: fc.constantFrom(-80, -40, 0) },
  plain,
)
const promise: fc.Arbitrary<NonNullable<MessageFact['promise']>> = fc.record(
  {
    dueAtMs: fc.integer({ min: 0, max: 3 }).map((hours) => START_MS + hours * 3_600_000),
    kind: fc.constantFrom(...PROMISE_KINDS),
  },
  plain,
)

const said: fc.Arbitrary<NonNullable<MessageFact['said']>> = fc.record(
  {
    substantive: fc.boolean(),
    language: fc.option(fc.constantFrom('en', 'de')),
    scored: fc.record(
      {
        model: fc.constantFrom('m-1', 'm-2'),
        of: fc.constant(7),
        topics: fc.array(fc.tuple(fc.constantFrom('billing', 'returns'), fc.constantFrom(-100, -700)), {
          maxLength: 2,
        }),
        strange: fc.constantFrom(30, 400),
      },
      { requiredKeys: ['model', 'of', 'topics'], noNullPrototype: true },
    ),
  },
  { requiredKeys: ['substantive', 'language'], noNullPrototype: true },
)

export const messageArbitrary: fc.Arbitrary<MessageFact> = fc.record(
  {
    id: fc.integer({ min: 1, max: 6 }),
    atMs: instantMs,
    kind: fc.constantFrom('customer', 'operator', 'bot', 'note'),
    answers: fc.boolean(),
    senderId,
    signals,
    promise,
    said,
  },
  { requiredKeys: ['id', 'atMs', 'kind', 'answers', 'senderId'], noNullPrototype: true },
)

const csat: fc.Arbitrary<CsatFact> = fc.record(
  {
    messageId: fc.integer({ min: 5, max: 6 }),
    rating: fc.integer({ min: 1, max: 3 }),
    updatedAtUs,
    receivedAtMs: instantMs,
    hasFeedback: fc.boolean(),
  },
  { requiredKeys: ['messageId', 'rating', 'updatedAtUs', 'hasFeedback'], noNullPrototype: true },
)

const handed: fc.Arbitrary<Handed> = fc.record(
  { atUs: updatedAtUs, from: fc.integer({ min: 41, max: 42 }), to: fc.option(fc.integer({ min: 41, max: 42 })) },
  { noNullPrototype: true },
)

const canary: fc.Arbitrary<CanaryHeard> = fc.record(
  { messageId: fc.integer({ min: 7, max: 8 }), sentAtMs: instantMs, receivedAtMs: instantMs },
  { noNullPrototype: true },
)

const readTo: fc.Arbitrary<ReadTo> = fc.record(
  { updatedAtUs, messageId: fc.integer({ min: 1, max: 6 }), atMs: instantMs },
  { noNullPrototype: true },
)

const facts = fc.record(
  {
    readTo,
    deleted: fc.record({ atMs: instantMs }, { noNullPrototype: true }),
    snapshot: snapshotArbitrary,
    inboxName: fc.constantFrom('Website', 'E-mail'),
    messages: fc.array(messageArbitrary, { maxLength: 2 }),
    csat,
    handed,
    canary,
  },
  { requiredKeys: ['messages'], noNullPrototype: true },
)

export const observationArbitrary: fc.Arbitrary<Observation> = fc
  .tuple(facts, instantMs, fc.constantFrom('webhook' as const, 'reconciled' as const))
  .map(([known, receivedAtMs, source]) => ({
    account: ACCOUNT,
    conversationId: CONVERSATION_ID,
    correlationId: `corr-${receivedAtMs}`,
    receivedAtMs,
    source,
    ...known,
  }))
