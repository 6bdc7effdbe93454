/** Conditions and durations in a few words. */
import type { Condition } from '#domain/condition'
import type { RoutingCondition } from '#domain/routing/routing-policy'

/** `45s`, `15m`, `2h`, `1h30m`. Never in days: a day of open time is as long as a calendar makes it. */
export function durationText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor((seconds % 3_600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, unit]) => `${count}${unit}`)
      .join('') || '0s'
  )
}

/** `everyone`, or what must hold: `inboxes 1 or 2, tier vip or gold`. */
export function conditionText(condition: Condition | RoutingCondition): string {
  const { contact = {}, hours, answered, waitedMinutes, ...lists }: RoutingCondition = condition
  const parts = [
    ...Object.entries(lists).map(([name, values]) => `${name} ${values.join(name === 'labelsAll' ? ' and ' : ' or ')}`),
    ...(hours === undefined ? [] : [`${hours.calendar} ${hours.open ? 'open' : 'closed'}`]),
    ...(answered === undefined ? [] : [answered ? 'answered before' : 'not answered yet']),
    ...(waitedMinutes === undefined ? [] : [`waited ${durationText(waitedMinutes * 60)}`]),
    ...Object.entries(contact).map(([attribute, values]) => `${attribute} ${values.join(' or ')}`),
  ]
  return parts.length === 0 ? 'everyone' : parts.join(', ')
}
