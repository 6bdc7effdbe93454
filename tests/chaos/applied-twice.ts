/** What would show if something had been done twice, or counted twice, or told to nobody. */

import { unmarshall } from '@aws-sdk/util-dynamodb'
import { STAMP } from '#chatwoot/own-message'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, counts } from '#domain/counts'
import { OUTCOME_NAMES, slaOutcomes } from '#domain/sla-outcomes'
import { approvalCatalogue } from '#events/approval-catalogue'
import { articleCatalogue } from '#events/article-catalogue'
import { gradeCatalogue } from '#events/grade-catalogue'
import { signalCatalogue } from '#events/signal-catalogue'
import { suggestionCatalogue } from '#events/suggestion-catalogue'
import type { Store } from '#infra/local/chatwoot/store'
import { OPERATOR_LEDGER_PREFIX } from '#store/keys'
import type { Desk } from '#tests/e2e/desk'

/** In words, each with what it is about; empty: nothing. */
export async function appliedTwice(
  desk: Desk,
  store: Store,
  stored: ReadonlyMap<number, Conversation>,
): Promise<string[]> {
  const ledger = await desk.ledger()
  const ids = ledger.map(({ id }) => id)
  const opened = ledger.filter(({ type }) => type === 'conversation.opened.v1')
  const outcomes = await desk.outcomes()
  const recounted = outcomesIn(ledger)
  const tile = await desk.tile()
  const recount = countsOf(stored)
  return [
    ...repeated(ids).map((id) => `event ${id} stands in the ledger twice`),
    ...repeated(opened.map(({ conversationId }) => `${conversationId}`)).map(
      (id) => `conversation ${id} was opened twice`,
    ),
    ...COUNT_NAMES.filter((name) => tile[name] !== recount[name]).map(
      (name) => `${name}: counted ${String(tile[name])}, there are ${recount[name]}`,
    ),
    ...OUTCOME_NAMES.filter((name) => (outcomes[name] ?? 0) !== (recounted[name] ?? 0)).map(
      (name) => `outcome ${name}: counted ${outcomes[name]}, the ledger has ${recounted[name]}`,
    ),
    ...repeated(ownMessages(store)).map((key) => `Chatwoot has two messages of action ${key.slice(0, 12)}`),
  ]
}

/** Of approvals, signals, grades, articles and suggestions: what they tell of lies in items of their own. */
const IN_NO_LEDGER: ReadonlySet<string> = new Set(
  [approvalCatalogue, articleCatalogue, gradeCatalogue, signalCatalogue, suggestionCatalogue].flatMap((events) =>
    Object.keys(events),
  ),
)

/** Events of the ledgers that were not put on the bus, and events on the bus that no ledger has. */
export async function unpublished(desk: Desk): Promise<string[]> {
  const ledger = new Set((await desk.ledger()).map(({ id }) => id))
  for (const id of await operatorEvents(desk)) ledger.add(id)
  const published = new Set(desk.published.filter(({ type }) => !IN_NO_LEDGER.has(type)).map(({ id }) => id))
  return [
    ...[...ledger].filter((id) => !published.has(id)).map((id) => `event ${id} was never published`),
    ...[...published].filter((id) => !ledger.has(id)).map((id) => `event ${id} was published and is in no ledger`),
  ]
}

async function operatorEvents({ runner: { engines } }: Desk): Promise<string[]> {
  const [table] = engines.dynamodb.tableNames().filter((name) => /desk/i.test(name))
  const ids: string[] = []
  let from: unknown
  do {
    const page = await engines.dynamodb.call('Scan', {
      TableName: table,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    })
    for (const item of page.Items as Parameters<typeof unmarshall>[0][]) {
      const { sk, event } = unmarshall(item)
      if (String(sk).startsWith(OPERATOR_LEDGER_PREFIX)) ids.push(String(event.id))
    }
    from = page.LastEvaluatedKey
  } while (from !== undefined)
  return ids
}

function repeated(ids: readonly string[]): string[] {
  const seen = new Set<string>()
  return ids.filter((id) => seen.size === seen.add(id).size)
}

/** Stamps of what Backdesk itself wrote into Chatwoot. */
export const ownMessages = (store: Store): string[] =>
  [...store.messages.values()].flat().flatMap(({ contentAttributes }) => {
    const stamp = contentAttributes[STAMP]
    return typeof stamp === 'string' ? [stamp] : []
  })

/** A breach that was withdrawn counts no more. */
function outcomesIn(ledger: Parameters<typeof slaOutcomes>[0]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const byName of slaOutcomes(ledger).days.values())
    for (const name of OUTCOME_NAMES) sums[name] = (sums[name] ?? 0) + (byName[name] ?? 0)
  return sums
}

function countsOf(stored: ReadonlyMap<number, Conversation>) {
  const sum = { ...counts(undefined) }
  for (const conversation of stored.values()) {
    const one = counts(conversation)
    for (const name of COUNT_NAMES) sum[name] += one[name]
  }
  return sum
}
