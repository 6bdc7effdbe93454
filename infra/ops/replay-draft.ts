/** `ops policy replay`: a draft over the stored ledgers, beside what is in force. */
import type { Law } from '#domain/advance-watch'
import { canonicalText } from '#domain/canonical'
import { STATUSES } from '#domain/observation'
import type { Draft } from '#domain/policy-changes'
import { replay } from '#domain/replay-policy'
import { eachLimited } from '#runtime/retry'
import { type Answer, givenText, UsageFault, type Values, wantedText } from './area.ts'
import { compareReplays, type Pair, type Span } from './compare-replays.ts'
import type { Desk } from './desk.ts'
import { draftInFile } from './policy-draft.ts'
import { deskFor } from './policy-reading.ts'
import { comparisonLines, instantText } from './policy-words.ts'
import { type Progress, progressOn } from './progress.ts'

export async function replayDraft(kind: 'sla' | 'escalation', values: Values): Promise<Answer> {
  const sinceMs = spanText(wantedText(values, '--since SPAN'))
  const limit = limitIn(values)
  const drafted = draftInFile(kind, values)
  if (drafted.kind === 'refused') return drafted.answer
  const draft = drafted.document
  if (draft.kind === 'routing') throw new Error('a document of another kind was passed')
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

const PAGE = 100
const AT_ONCE = 8
/** Of one conversation; the API explains no more than 2,000. */
const MOST_EVENTS = 10_000

/** Conversations of every status, page by page. One that was last written before the span has nothing in it. */
async function replayAll(account: string, { desk, laws, span, limit }: Task) {
  const pairs: Pair[] = []
  const progress: Progress = progressOn(process.stderr)
  for (const status of STATUSES) {
    let cursor: string | null = null
    do {
      const page = await desk.reads.queuePage(
        { account, status, sort: 'waiting', filters: {} },
        { cursor, limit: PAGE },
      )
      if ('badCursor' in page) throw new Error('a cursor of our own was refused')
      const alive = page.items.filter(({ writtenAtMs }) => status !== 'resolved' || writtenAtMs >= span.fromMs)
      const room = limit - pairs.length
      await eachLimited(alive.slice(0, room), AT_ONCE, async ({ conversationId }) => {
        const { events } = await desk.slaReads.wholeLedger({ account, conversationId }, MOST_EVENTS)
        const told = (law: Law) => replay({ events, law, untilMs: span.toMs })
        pairs.push({ conversationId, active: told(laws.active), draft: told(laws.draft) })
      })
      progress.show(`${pairs.length} conversations replayed, ${status}`)
      if (alive.length > room) {
        progress.end()
        return { pairs: inOrder(pairs), complete: false }
      }
      cursor = page.nextCursor
    } while (cursor !== null)
  }
  progress.end()
  return { pairs: inOrder(pairs), complete: true }
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

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Milliseconds of `30m`, `12h`, `7d`, `2w`. @throws UsageFault */
export function spanText(given: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,3})([mhdw])$/.exec(given) ?? []
  const unitMs = UNITS_MS[unit]
  if (count === undefined || unitMs === undefined) throw new UsageFault('--since must be a span such as 12h, 7d or 2w')
  return Number(count) * unitMs
}

function limitIn(values: Values): number {
  const given = givenText(values, 'limit')
  if (given === undefined) return Number.POSITIVE_INFINITY
  if (!/^[1-9]\d{0,6}$/.test(given)) throw new UsageFault('--limit must be a whole number from 1')
  return Number(given)
}
