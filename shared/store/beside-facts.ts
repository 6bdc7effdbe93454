/** Records beside a ledger that figures are made of: excused breaches, verdicts on escalations, approvals, grades. */
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { ApprovalRecord, Beside } from '#domain/analytics/beside'
import type { Fact } from '#domain/analytics/fact'
import { type ConversationGrade, countedGrade } from '#domain/quality/grade'
import { CLOCK_NAMES } from '#domain/sla-policy'
import { fullJitterMs, type Random } from '#runtime/retry'
import { breachesPk, breachSk, conversationPk, escalationSk, escalationsPk, gradeSk, gradesPk } from './keys.ts'
import { queryItems } from './query-items.ts'

export type BesideReaderDeps = {
  readonly client: DynamoDBDocumentClient
  /** Table `desk`. */
  readonly table: string
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
  /** Whether a machine's grades count beside people's. */
  readonly machineCounts: (account: string) => Promise<boolean>
}

type Key = { readonly pk: string; readonly sk: string }
type Item = Readonly<Record<string, unknown>>

const ITEMS_A_CALL = 100
const TRIES = 6
const BACKOFF = { baseMs: 25, capMs: 400 }
const BREACH = /^breach:([a-z_]+):(\d+):(\d+)$/
const ESCALATION = /^escalation:(.*):(\d+)$/
const RESOLUTION = /^resolved:(\d+)$/

/** @throws the SDK's errors. */
export function besideReader(deps: BesideReaderDeps): (fact: Fact) => Promise<Beside> {
  return async (fact) => {
    const named = namesOf(fact)
    const [items, approvals] = await Promise.all([
      read(
        deps,
        [named.breaches, named.escalations, named.resolutions].flatMap((all) => all.map(({ key }) => key)),
      ),
      queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :approvals)',
        ExpressionAttributeValues: { ':pk': conversationPk(fact.account, fact.conversationId), ':approvals': 'AP#' },
        ConsistentRead: true,
      }),
    ])
    const itemAt = ({ pk, sk }: Key): Item | undefined => items.get(`${pk} ${sk}`)
    const graded = named.resolutions.flatMap(({ key, of }) => {
      const grade = itemAt(key)?.grade as ConversationGrade | undefined
      return grade === undefined ? [] : [{ ...of, grade }]
    })
    const machineCounts = graded.length > 0 && (await deps.machineCounts(fact.account))
    return {
      excused: named.breaches.flatMap(({ key, of }) => (itemAt(key)?.excused === undefined ? [] : [of])),
      verdicts: named.escalations.flatMap(({ key, of }) => {
        const feedback = itemAt(key)?.feedback as { readonly right?: unknown } | null | undefined
        return typeof feedback?.right === 'boolean' ? [{ ...of, right: feedback.right }] : []
      }),
      approvals: approvals.filter(isApproval),
      grades: graded.map(({ resolvedAtMs, grade }) => ({ resolvedAtMs, grade: countedGrade(grade, machineCounts) })),
    }
  }
}

/** Those of earlier releases lack when they came: they are not counted. Nor are seeded ones, which test people, not drafts. */
const isApproval = (item: Item): item is Item & ApprovalRecord =>
  (item.source as { readonly kind?: unknown } | undefined)?.kind !== 'seeded' &&
  typeof item.openedAtMs === 'number' &&
  typeof item.proposedText === 'string' &&
  typeof item.text === 'string'

function namesOf({ account, conversationId, points }: Fact) {
  const names = [...new Set(points.flatMap(({ of }) => of ?? []))]
  return {
    breaches: names.flatMap((name) => {
      const [, clockName, run, atMs] = BREACH.exec(name) ?? []
      const clock = CLOCK_NAMES.find((known) => known === clockName)
      if (clock === undefined) return []
      const of = { clock, run: Number(run), breachedAtMs: Number(atMs) }
      return [{ of, key: { pk: breachesPk(account), sk: breachSk({ ...of, conversationId }) } }]
    }),
    escalations: names.flatMap((name) => {
      const [, cause, atMs] = ESCALATION.exec(name) ?? []
      if (cause === undefined) return []
      const of = { cause, raisedAtMs: Number(atMs) }
      return [{ of, key: { pk: escalationsPk(account), sk: escalationSk(of.raisedAtMs, conversationId, cause) } }]
    }),
    resolutions: names.flatMap((name) => {
      const [, atMs] = RESOLUTION.exec(name) ?? []
      if (atMs === undefined) return []
      const resolvedAtMs = Number(atMs)
      return [{ of: { resolvedAtMs }, key: { pk: gradesPk(account), sk: gradeSk(resolvedAtMs, conversationId) } }]
    }),
  }
}

async function read(deps: BesideReaderDeps, keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> {
  const { client, table } = deps
  const found = new Map<string, Item>()
  for (let from = 0; from < keys.length; from += ITEMS_A_CALL) {
    let left = keys.slice(from, from + ITEMS_A_CALL)
    for (let nth = 0; left.length > 0; nth++) {
      if (nth === TRIES) throw new Error(`${left.length} records could not be read`)
      if (nth > 0) await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: [...left], ConsistentRead: true } } }),
      )
      for (const item of Responses[table] ?? []) found.set(`${item.pk} ${item.sk}`, item)
      left = (UnprocessedKeys[table]?.Keys ?? []) as Key[]
    }
  }
  return found
}
