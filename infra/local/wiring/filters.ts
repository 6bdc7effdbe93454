import { checkPattern, type EventPattern } from '../engines/events/event-pattern.ts'
import { isObject, parseJson } from '../json.ts'
import type { Resource } from '../resources.ts'

/**
 * The patterns of an event source mapping's FilterCriteria; a record that matches any of them is wanted.
 * @throws Error on a pattern that EventBridge would refuse.
 */
export const readFilters = (mapping: Resource<'AWS::Lambda::EventSourceMapping'>): EventPattern[] =>
  (mapping.properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => {
    const pattern = parseJson(Pattern)
    if (!isObject(pattern)) throw new Error(`${mapping.stack}/${mapping.logicalId}: a filter is not an object`)
    checkPattern(pattern)
    return pattern
  })
