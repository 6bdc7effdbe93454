/** What the parts of an escalation document say of each other, read so that one ill-formed part hides nothing else. */
import type { EscalationDocument, EscalationRule } from '#domain/escalation-policy'
import type { SlaDocument } from '#domain/sla-policy'
import { conditionNotes, labelNotes } from './condition-notes.ts'
import { forecastProblems } from './forecast-rules.ts'
import { elementsOf, memberOf } from './loose-reading.ts'
import { elementCount, type Mention, repeatedIds, unknownNames } from './names.ts'
import { type Problem, pathText } from './problem.ts'

const MOST_WORDS = 2_000

export function escalationReferenceProblems(raw: unknown): Problem[] {
  const rules = elementsOf(memberOf(raw, 'rules'), 200)
  const ladders = memberOf(raw, 'ladders')
  return [
    ...repeatedIds(rules, 'rules'),
    ...unknownNames(rules.flatMap(([nth, rule]) => mentionsIn(raw, nth, rule))),
    ...rules.flatMap(([nth, rule]) =>
      beyondTheTop(nth, memberOf(rule, 'startAtRung'), memberOf(ladders, String(memberOf(rule, 'ladder')))),
    ),
    ...forecastProblems(rules, ladders),
    ...tooManyWords(raw),
  ]
}

function mentionsIn(raw: unknown, nth: number, rule: unknown): Mention[] {
  const lists = memberOf(raw, 'words')
  const categories = elementsOf(memberOf(memberOf(rule, 'on'), 'categories'), 50)
  const ladder = { name: memberOf(rule, 'ladder'), among: memberOf(raw, 'ladders'), what: 'ladder' }
  return [
    ...categories.map(([at, name]) => ({
      path: ['rules', nth, 'on', 'categories', at],
      name,
      among: lists,
      what: 'word list',
    })),
    { path: ['rules', nth, 'ladder'], ...ladder },
  ]
}

function beyondTheTop(nth: number, startAtRung: unknown, ladder: unknown): Problem[] {
  const count = elementsOf(memberOf(ladder, 'rungs')).length
  if (count === 0 || typeof startAtRung !== 'number' || startAtRung < count) return []
  const message = `is beyond the ladder, whose rungs are 0 to ${count - 1}`
  return [{ path: pathText(['rules', nth, 'startAtRung']), message }]
}

function tooManyWords(raw: unknown): Problem[] {
  const count = elementCount(memberOf(raw, 'words'))
  if (count <= MOST_WORDS) return []
  return [{ path: 'words', message: `has ${count} words in all; ${MOST_WORDS} are the most` }]
}

/** What may be meant, but often is not. `sla`: the SLA document it will work beside, where it is known. */
export function escalationNotes(document: EscalationDocument, sla: SlaDocument | undefined): Problem[] {
  return [
    ...(sla === undefined ? [] : unheardWarnings(document, sla)),
    ...partedCauses(document),
    ...topRungs(document),
    ...document.rules.flatMap(ruleNotes),
  ]
}

function unheardWarnings({ rules }: EscalationDocument, sla: SlaDocument): Problem[] {
  const warned = new Set(sla.policies.flatMap(({ warnAtPercent }) => warnAtPercent))
  return rules.flatMap(({ on }, nth) => {
    if (on.on !== 'warned' || warned.has(on.percent)) return []
    const percents = [...warned].sort((a, b) => a - b)
    const instead = percents.length === 0 ? 'they give no warnings' : `they warn at ${percents.join(', ')}`
    return [
      {
        path: pathText(['rules', nth, 'on', 'percent']),
        message: `no SLA policy warns at ${on.percent} percent: ${instead}`,
      },
    ]
  })
}

function ruleNotes({ on, when }: EscalationRule, nth: number): Problem[] {
  return [
    ...conditionNotes(when, ['rules', nth, 'when']),
    ...(on.on === 'label' ? labelNotes(on.label, ['rules', nth, 'on', 'label']) : []),
  ]
}

/** Rules of one cause share an escalation, which climbs the ladder of whichever raised it. */
function partedCauses({ rules }: EscalationDocument): Problem[] {
  const ladders = new Map<string, string>()
  return rules.flatMap(({ on, cause, ladder }, nth) => {
    if (on.on === 'queue_forecast') return []
    const first = ladders.get(cause) ?? ladder
    ladders.set(cause, first)
    if (first === ladder) return []
    const message = `other rules of the cause \`${cause}\` name the ladder \`${first}\`: an escalation keeps the ladder of the rule that raised it`
    return [{ path: pathText(['rules', nth, 'ladder']), message }]
  })
}

function topRungs({ ladders, rules }: EscalationDocument): Problem[] {
  const used = new Set(rules.map(({ ladder }) => ladder))
  return Object.entries(ladders).flatMap(([name, { rungs }]) => {
    const top = rungs.length - 1
    const notes: Problem[] = []
    if (!used.has(name)) notes.push({ path: pathText(['ladders', name]), message: 'no rule climbs this ladder' })
    if ((rungs[top]?.acknowledgeWithinSeconds ?? null) !== null) {
      const message = 'is of no effect: no rung follows the last one; write null'
      notes.push({ path: pathText(['ladders', name, 'rungs', top, 'acknowledgeWithinSeconds']), message })
    }
    return notes
  })
}
