/**
 * What a rule of the trigger `queue_forecast` cannot have: it is about a queue, so there is no conversation to put a
 * condition to, to share an escalation with, or to act on.
 */
import { elementsOf, isObject, memberOf } from './loose-reading.ts'
import { isUnconditional } from './names.ts'
import { type Problem, pathText, shown } from './problem.ts'

type Rules = readonly (readonly [nth: number, rule: unknown])[]

const foretells = ([, rule]: Rules[number]): boolean => memberOf(memberOf(rule, 'on'), 'on') === 'queue_forecast'

export function forecastProblems(rules: Rules, ladders: unknown): Problem[] {
  const causes = new Set(rules.filter((one) => !foretells(one)).map(([, rule]) => memberOf(rule, 'cause')))
  return rules.filter(foretells).flatMap(([nth, rule]) => {
    const when = memberOf(rule, 'when')
    const cause = memberOf(rule, 'cause')
    const found: Problem[] = []
    if (isObject(when) && !isUnconditional(when)) {
      const message = 'must be {}: a forecast is about teams, which `on.teams` names, and about no one conversation'
      found.push({ path: pathText(['rules', nth, 'when']), message })
    }
    if (typeof cause === 'string' && causes.has(cause)) {
      const message = `${shown(cause)} is the cause of a rule about conversations: a forecast needs one of its own`
      found.push({ path: pathText(['rules', nth, 'cause']), message })
    }
    return [...found, ...toldNobody(nth, rule, ladders)]
  })
}

function toldNobody(nth: number, rule: unknown, ladders: unknown): Problem[] {
  const rungs = memberOf(memberOf(ladders, String(memberOf(rule, 'ladder'))), 'rungs')
  const at = memberOf(rule, 'startAtRung')
  const rung = elementsOf(rungs).find(([place]) => place === at)
  const actions = elementsOf(memberOf(rung?.[1], 'actions'))
  // a rung that is not there, or has no actions, is told of elsewhere
  if (actions.length === 0 || actions.some(([, action]) => memberOf(action, 'target') !== undefined)) return []
  const message = 'tells nobody of a forecast: only `notify`, `page` and `mail` can, and this rung has none of them'
  return [{ path: pathText(['rules', nth, 'startAtRung']), message }]
}
