/** `ops policy replay`: a draft over the stored ledgers, beside what is in force. */
import type { Law } from '#domain/advance-watch'
import { canonicalText } from '#domain/canonical'
import type { Draft } from '#domain/policy-changes'
import { replay } from '#domain/replay-policy'
import { eachAlive, limitIn, MOST_EVENTS, spanText } from './alive-conversations.ts'
import { type Answer, type Values, wantedText } from './area.ts'
import { compareReplays, type Pair, type Span } from './compare-replays.ts'
import type { Desk } from './desk.ts'
import { draftInFile } from './policy-draft.ts'
import { deskFor } from './policy-reading.ts'
import { comparisonLines, instantText } from './policy-words.ts'

export async function replayDraft(kind: 'sla' | 'escalation', values: Values): Promise<Answer> {
  const sinceMs = spanText(wantedText(values, '--since SPAN'))
  const limit = limitIn(values)
  const drafted = draftInFile(kind, values)
  if (drafted.kind === 'refused') return drafted.answer
  const draft = drafted.document
  if (draft.kind !== 'sla' && draft.kind !== 'escalation') throw new Error('a document of another kind was passed')
  const { desk, of } = await deskFor(kind, values)
  const active = await lawInForce(of.account, desk)
  const toMs = desk.now()
  const span = { fromMs: toMs - sinceMs, toMs }
  const laws = { active, draft: drafting(active, draft) }
  const { pairs, complete } = await replayAll(of.account, { desk, laws, span, limit })
  const comparison = compareReplays(pairs, span)
  const notes = notesOn(active, draft)
  const against = active[kind].version
  const title = `${drafted.name} against version ${against} of ${kind}: ${pairs.length} conversations of ${of.account} alive since ${instantText(span.fromMs)}`
  const cut = complete ? [] : [`Cut at ${limit}: there are more.`]
  return {
    text: [title, ...cut, ...comparisonLines(comparison), ...notes.map((note) => `note: ${note}`)].join('\n'),
    json: { ...of, against, ...span, complete, notes, ...comparison },
  }
}

type Laws = { readonly active: Law; readonly draft: Law }
type Task = { readonly desk: Desk; readonly laws: Laws; readonly span: Span; readonly limit: number }

async function replayAll(account: string, { desk, laws, span, limit }: Task) {
  const pairs: Pair[] = []
  const { complete } = await eachAlive({ account, fromMs: span.fromMs, limit }, desk, async ({ conversationId }) => {
    const { events } = await desk.slaReads.wholeLedger({ account, conversationId }, MOST_EVENTS)
    const told = (law: Law) => replay({ events, law, untilMs: span.toMs })
    pairs.push({ conversationId, active: told(laws.active), draft: told(laws.draft) })
  })
  return { pairs: inOrder(pairs), complete }
}

const inOrder = (pairs: readonly Pair[]): Pair[] => [...pairs].sort((a, b) => a.conversationId - b.conversationId)

async function lawInForce(account: string, { policies }: Desk): Promise<Law> {
  const [sla, escalation] = await Promise.all([policies.active(account, 'sla'), policies.active(account, 'escalation')])
  return { sla, escalation }
}

/** Of no stored document. */
const DRAFT = { version: -1, activatedAtMs: 0 }

const drafting = (law: Law, document: Draft): Law =>
  document.kind === 'sla' ? { ...law, sla: { ...DRAFT, document } } : { ...law, escalation: { ...DRAFT, document } }

/** What a ledger cannot tell again. */
function notesOn({ sla, escalation }: Law, draft: Draft): readonly string[] {
  if (draft.kind === 'escalation' && canonicalText(draft.words) !== canonicalText(escalation.document.words))
    return ['messages are not kept: words are counted as the lists of their time found them, not by those of the draft']
  const differ = draft.kind === 'sla' && draft.locale !== sla.document.locale
  return differ ? ['promises are counted as they were read in the language of their time'] : []
}
