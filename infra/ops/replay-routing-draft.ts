/** `ops policy replay --kind routing`: who would have been given what by a draft, beside what is in force. */
import type { Directory, Operator } from '#domain/operator'
import { momentsOf, type RoutingStory } from '#domain/routing/replay-moments'
import { operatorStory } from '#domain/routing/replay-operators'
import { replayRouting } from '#domain/routing/replay-routing'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { eachAlive, limitIn, MOST_EVENTS, spanText } from './alive-conversations.ts'
import { type Answer, UsageFault, type Values, wantedText } from './area.ts'
import { compareRouting } from './compare-routing.ts'
import type { Desk } from './desk.ts'
import { draftInFile } from './policy-draft.ts'
import { deskFor } from './policy-reading.ts'
import { instantText } from './policy-words.ts'
import { type NamesOf, routingLines } from './routing-words.ts'

export async function replayRoutingDraft(values: Values): Promise<Answer> {
  const sinceMs = spanText(wantedText(values, '--since SPAN'))
  const limit = limitIn(values)
  const drafted = draftInFile('routing', values)
  if (drafted.kind === 'refused') return drafted.answer
  const draft = drafted.document
  if (draft.kind !== 'routing') throw new Error('a document of another kind was passed')
  const { desk, of } = await deskFor('routing', values)
  const { account } = of
  const { version: against, document: active } = await desk.policies.active(account, 'routing')
  const known = (await desk.operators(account)).filter(({ gone }) => gone !== true)
  if (known.length === 0)
    throw new UsageFault(`no operator of ${account} is known yet: they are read from Chatwoot every minute`)
  const [ledgers, directory] = await Promise.all([desk.operatorLedgers(account), desk.directory(account)])
  const toMs = desk.now()
  const span = { fromMs: toMs - sinceMs, toMs }
  const { stories, complete, beheaded } = await storiesIn({ account, span, limit }, desk)
  const routed = (document: RoutingDocument) => {
    const operators = known.map((one) => operatorStory(one, ledgers.get(one.operatorId) ?? [], document))
    return replayRouting({ stories, operators, document, efforts: active, span })
  }
  const comparison = compareRouting({ active: routed(active), draft: routed(draft) })
  const unheard = known.filter(({ operatorId }) => !ledgers.has(operatorId)).length
  const notes = notesOn({ active, draft, unheard, beheaded })
  const title = `${drafted.name} against version ${against} of routing: ${comparison.conversations} of ${stories.length} conversations of ${account} needed somebody since ${instantText(span.fromMs)}`
  const cut = complete ? [] : [`Cut at ${limit}: there are more.`]
  const lines = routingLines(comparison, namesIn(known, directory?.teams ?? []))
  return {
    text: [title, ...cut, ...lines, ...notes.map((note) => `note: ${note}`)].join('\n'),
    json: { ...of, against, ...span, complete, notes, alive: stories.length, ...comparison },
  }
}

type Task = {
  readonly account: string
  readonly span: { readonly fromMs: number; readonly toMs: number }
  readonly limit: number
}

async function storiesIn({ account, span, limit }: Task, desk: Desk) {
  const [sla, escalation] = await Promise.all([
    desk.policies.active(account, 'sla'),
    desk.policies.active(account, 'escalation'),
  ])
  const stories: RoutingStory[] = []
  let beheaded = 0
  const { complete } = await eachAlive(
    { account, fromMs: span.fromMs, limit },
    desk,
    async ({ conversationId, state }) => {
      const { events } = await desk.slaReads.wholeLedger({ account, conversationId }, MOST_EVENTS)
      const moments = momentsOf(events, { law: { sla, escalation }, untilMs: span.toMs })
      stories.push({ conversationId, moments, said: state.said })
      beheaded += Number(events.length > 0 && events[0]?.type !== 'conversation.opened.v1')
    },
  )
  return { stories, complete, beheaded }
}

function namesIn(operators: readonly Operator[], teams: Directory['teams']): NamesOf {
  const known = new Map(operators.map(({ operatorId, name }) => [operatorId, oneLine(name)]))
  const named = new Map(teams.map(({ id, name }) => [id, oneLine(name)]))
  return { operator: (id) => known.get(id) ?? `operator ${id}`, team: (id) => named.get(id) ?? String(id) }
}

/** Names come from Chatwoot: nothing in them moves the cursor of a terminal. */
const oneLine = (name: string): string => name.replaceAll(/\p{Cc}+/gu, ' ').trim()

/** What ledgers cannot tell, and what is taken for granted. */
type Known = {
  readonly active: RoutingDocument
  readonly draft: RoutingDocument
  /** Operators without a history, and ledgers without their beginning. */
  readonly unheard: number
  readonly beheaded: number
}

function notesOn({ active, draft, unheard, beheaded }: Known): readonly string[] {
  return [
    'an estimate: people answer one after the other, the most urgent first, and an answer takes a third of the minutes of its channel by the document in force',
    'texts are not kept: topics and languages are as they were judged when they came in',
    'both documents are replayed as if they assigned, in every inbox, and no greeting waited; what people reassigned is left aside',
    ...(unheard === 0
      ? []
      : [`${unheard} operators have no history yet: taken to have been as now, or there all through their shift`]),
    ...(beheaded === 0 ? [] : [`${beheaded} ledgers have lost their beginning: told from where they begin`]),
    ...(active.classifier?.model === draft.classifier?.model
      ? []
      : ['the draft names another model: its topics are not known before it has read new messages']),
  ]
}
