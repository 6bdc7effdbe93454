/** What policies and rules have in common: conditions, and what is done about a conversation. */
import * as z from 'zod/mini'
import type { Condition } from '#domain/condition'
import type { RungAction } from '#domain/escalation-policy'
import { PRIORITIES } from '#domain/observation'
import {
  attributeProblem,
  distinct,
  exact,
  finding,
  list,
  named,
  oneOf,
  oneOfKinds,
  slug,
  text,
  vendorId,
} from './plain-schemas.ts'

export const some = <Element extends z.core.$ZodType>(element: Element, what: string) =>
  z.exactOptional(distinct(element, what, { min: 1, hint: ', or leave it out' }))

/** Without the vendor's prefix. */
const channel = text().check(({ value, issues }) => {
  const bare = value.replace(/^Channel::/, '')
  if (bare !== value) issues.push(finding(value, [], `must be written without \`Channel::\`, as \`${bare}\``))
})

/** Chatwoot's labels have no outer blanks, so one with them would never be found. */
export const label = () =>
  text().check(({ value, issues }) => {
    if (value.trim() !== value) issues.push(finding(value, [], 'must not begin or end with a blank'))
  })

/** The parts that every kind of document knows; routing adds its own. */
export const CONDITION_PARTS = {
  inboxes: some(vendorId(), 'inbox ids'),
  teams: some(vendorId(), 'team ids'),
  channels: some(channel, 'channels'),
  priorities: some(oneOf([...PRIORITIES, 'none']), 'priorities'),
  labelsAny: some(label(), 'labels'),
  labelsAll: some(label(), 'labels'),
  labelsNone: some(label(), 'labels'),
  contact: z.exactOptional(
    named(distinct(text(), 'values', { min: 1 }), 'lists of values', { nameProblem: attributeProblem }),
  ),
}

export const A_CONDITION = 'a condition: an object, {} for every conversation'
export const conditionSchema = exact(CONDITION_PARTS, A_CONDITION) satisfies z.ZodMiniType<Condition>

const kind = <const Name extends string>(name: Name) => z.literal(name)
const targeted = <const Name extends 'notify' | 'page' | 'mail'>(name: Name) =>
  exact({ do: kind(name), target: slug('the name of a target', 'on-call') }, `an action with \`do\` and \`target\``)

const action = oneOfKinds(
  'do',
  [
    exact({ do: kind('note_assignee') }, 'an action'),
    exact({ do: kind('assign_team'), teamId: vendorId() }, 'an action with `teamId`'),
    exact({ do: kind('set_priority'), priority: oneOf(PRIORITIES) }, 'an action with `priority`'),
    targeted('notify'),
    targeted('page'),
    targeted('mail'),
  ],
  'an action: an object with `do`',
) satisfies z.ZodMiniType<RungAction>

export const actions = (sizes: { readonly min?: number }) => list(action, 'actions', { ...sizes, max: 10 })
