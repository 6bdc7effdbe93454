/** Counts the shop's past by the code that counts its present, in memory, and puts the sums into table `insights`. */
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { NOTHING_BESIDE } from '#domain/analytics/beside'
import { type FactKey, isBeyond, type LedgerPlace } from '#domain/analytics/fact'
import { type ConversationGrade, humanScore } from '#domain/quality/grade'
import type { ConversationEvent } from '#events/conversation-events'
import { countConversations } from '#store/count-conversations'
import { factStore } from '#store/facts'
import { FACT_PREFIX } from '#store/insight-keys'
import { paperTable } from '#store/paper-table'
import type { PastLedger } from './past-weeks.ts'

export type CountedPast = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly account: string
  readonly timeZone: string
  /** As people have left them. */
  readonly grades: readonly ConversationGrade[]
  /** Lets others have the machine. */
  readonly pause: () => Promise<void>
}

const KEPT_DAYS = 800
const TOGETHER = 50
/** As many as DynamoDB takes. */
const AT_ONCE = 25

/** Sums alone: facts are of conversations that the desk has, and it has none of these. */
export async function countPast(past: Iterable<PastLedger>, deps: CountedPast): Promise<number> {
  const { client, table, account, timeZone, grades, pause } = deps
  const gradeOf = new Map(grades.map((grade) => [grade.conversationId, grade]))
  const paper = paperTable({ send: async () => ({}) } as unknown as DynamoDBDocumentClient)
  const facts = factStore({
    ...{ client: paper.client, table, factDays: KEPT_DAYS, rollupDays: KEPT_DAYS },
    ...{ random: Math.random, wait: async () => undefined },
  })
  const ledgers = new Map<number, readonly ConversationEvent[]>()
  const count = async (ids: readonly number[]): Promise<void> => {
    await countConversations(
      ids.map((conversationId) => ({ account, conversationId, beside: true })),
      {
        load: facts.load,
        commit: facts.commit,
        ledgerAfter: async ({ conversationId }: FactKey, place: LedgerPlace) =>
          (ledgers.get(conversationId) ?? []).filter((event) => isBeyond(place, event)),
        exclusionsOf: async () => [],
        besideOf: async ({ conversationId }) => ({ ...NOTHING_BESIDE, grades: graded(gradeOf.get(conversationId)) }),
        zoneOf: async () => timeZone,
      },
    )
    await pause()
  }
  for (const { conversationId, events } of past) ledgers.set(conversationId, events)
  const ids = [...ledgers.keys()]
  for (let from = 0; from < ids.length; from += TOGETHER) await count(ids.slice(from, from + TOGETHER))
  const items = paper
    .written()
    .flatMap(({ after }) => (after === null || String(after.pk).startsWith(FACT_PREFIX) ? [] : [after]))
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const puts = items.slice(from, from + AT_ONCE).map((Item) => ({ PutRequest: { Item } }))
    await client.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }))
    await pause()
  }
  return ids.length
}

/** What people gave, from 0 to 100, as a grade from 1 to 5. */
function graded(grade: ConversationGrade | undefined) {
  const score = grade === undefined ? null : humanScore(grade)
  return grade === undefined || score === null ? [] : [{ resolvedAtMs: grade.resolvedAtMs, grade: 1 + score / 25 }]
}
