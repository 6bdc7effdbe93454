/** Two replays of routing side by side. Pure. */
import { canonicalText } from '#domain/canonical'
import type { ChosenBy, Need } from '#domain/routing/choice-terms'
import { jainIndex, type RoutedSpan } from '#domain/routing/replay-routing'

type Sides<Value> = { readonly active: Value; readonly draft: Value }

/** Null: given to nobody. */
export type Destination = {
  readonly operatorId: number | null
  readonly teamId: number | null
  readonly by: Need['by']
}

export type Moved = {
  readonly conversationId: number
  readonly from: Destination
  readonly to: Destination
  /** `need`: the draft asks for others. `load`: it asks for the same, who had less in hand by then. */
  readonly why: 'need' | 'load'
  /** What decided among those who would do, by the draft; null: nobody would. */
  readonly chosenBy: ChosenBy | null
}

export type RoutingComparison = {
  /** That needed somebody in the span. */
  readonly conversations: number
  readonly given: Sides<number>
  readonly nobody: Sides<number>
  readonly breached: Sides<number>
  /** Further answers that would have come too late; one conversation may have several. */
  readonly furtherLate: Sides<number>
  /** Jain's index over those who were there: 1 is even, 1/n is one for all; null: nothing to share. Hundredths. */
  readonly fairness: { readonly minutes: Sides<number | null>; readonly hardCases: Sides<number | null> }
  /** To another operator or team. */
  readonly moved: { readonly count: number; readonly byNeed: number; readonly conversations: readonly Moved[] }
  /** Those whom nobody would take by the draft. */
  readonly left: readonly { readonly conversationId: number; readonly need: Need }[]
  readonly newlyBreached: readonly number[]
  readonly breachedNoMore: readonly number[]
}

export function compareRouting(sides: Sides<RoutedSpan>): RoutingComparison {
  const { active, draft } = sides
  const both = <Value>(of: (side: RoutedSpan) => Value): Sides<Value> => ({ active: of(active), draft: of(draft) })
  const ids = new Set([active, draft].flatMap(({ given, nobody }) => [...given.keys(), ...nobody.keys()]))
  const moved = [...ids].sort((a, b) => a - b).flatMap((conversationId) => movedOf(conversationId, sides) ?? [])
  // whom the draft makes to need others comes first: that is what it says; the rest follows from it
  const byNeed = moved.filter(({ why }) => why === 'need')
  return {
    conversations: ids.size,
    given: both(({ given }) => given.size),
    nobody: both(({ nobody }) => nobody.size),
    breached: both(({ breached }) => breached.length),
    furtherLate: both(({ furtherLate }) => furtherLate),
    fairness: {
      minutes: both(({ shares }) => hundredths(jainIndex(shares.map(({ minutes }) => minutes)))),
      hardCases: both(({ shares }) => hundredths(jainIndex(shares.map(({ hardCases }) => hardCases)))),
    },
    moved: {
      count: moved.length,
      byNeed: byNeed.length,
      conversations: [...byNeed, ...moved.filter(({ why }) => why === 'load')],
    },
    left: [...draft.nobody]
      .map(([conversationId, need]) => ({ conversationId, need }))
      .sort((a, b) => a.conversationId - b.conversationId),
    newlyBreached: without(draft.breached, active.breached),
    breachedNoMore: without(active.breached, draft.breached),
  }
}

const hundredths = (index: number | null): number | null => (index === null ? null : Math.round(index * 100) / 100)

function without(these: readonly number[], those: readonly number[]): readonly number[] {
  const others = new Set(those)
  return these.filter((id) => !others.has(id))
}

function movedOf(conversationId: number, { active, draft }: Sides<RoutedSpan>): Moved | null {
  const [was, is] = [routeOf(active, conversationId), routeOf(draft, conversationId)]
  if (was === null || is === null) return null
  if (was.operatorId === is.operatorId && was.need.teamId === is.need.teamId) return null
  const why = canonicalText(asked(was.need)) === canonicalText(asked(is.need)) ? 'load' : 'need'
  return { conversationId, from: placeOf(was), to: placeOf(is), why, chosenBy: is.chosenBy }
}

type Route = { readonly operatorId: number | null; readonly need: Need; readonly chosenBy: ChosenBy | null }

/** Null: by this document it never waited. */
function routeOf({ given, nobody }: RoutedSpan, conversationId: number): Route | null {
  const known = given.get(conversationId)
  if (known !== undefined) return known
  const need = nobody.get(conversationId)
  return need === undefined ? null : { operatorId: null, need, chosenBy: null }
}

const asked = ({ teamId, skills, language }: Need) => ({ teamId, skills: [...skills].sort(), language })

const placeOf = ({ operatorId, need: { teamId, by } }: Route): Destination => ({ operatorId, teamId, by })
