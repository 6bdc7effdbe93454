import { useState } from 'preact/hooks'
import type { AspectStanding, OperatorStanding } from './figure-shapes.ts'
import { StandingPlot } from './standing-plot.tsx'
import {
  ASPECT_MEANINGS,
  ASPECT_WORDS,
  aspectWords,
  besidePeersWords,
  GROUP_WORDS,
  type Grouped,
  groupsOf,
  operatorName,
  ownWords,
  type Place,
  type Placed,
  placesOf,
  rankWords,
  VERDICT_TONES,
  VERDICT_WORDS,
} from './standing-words.ts'
import { type View, writeView } from './view-state.ts'

type Props = { readonly operators: readonly OperatorStanding[]; readonly view: View }

/** One thing that all are looked at by: groups, and no ranks where intervals overlap. */
export function StandingGroups({ operators, view }: Props) {
  const [aspect, setAspect] = useState('held')
  const groups = groupsOf(operators, aspect)
  const places = placesOf(groups.flatMap(({ all }) => all.map(({ standing }) => standing)))
  return (
    <section class="panel" aria-labelledby="standing-aspect">
      <div class="heat-head">
        <h3 id="standing-aspect">{aspectWords(aspect)}</h3>
        <label class="plain-choice">
          Look at
          <select value={aspect} onChange={(event) => setAspect(event.currentTarget.value)}>
            {Object.entries(ASPECT_WORDS).map(([one, words]) => (
              <option key={one} value={one}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="figures-note">
        {ASPECT_MEANINGS[aspect]} Each is compared with what peers needed for the same topics: the dashes. The line is
        95 % sure. Who is called better or worse is so with all operators looked at together, which asks for more than
        the line.
      </p>
      {groups.map((group) => (
        <Group key={group.verdict} group={group} places={places} view={view} />
      ))}
    </section>
  )
}

type GroupProps = {
  readonly group: Grouped
  readonly places: ReadonlyMap<AspectStanding, Place>
  readonly view: View
}

function Group({ group: { verdict, all }, places, view }: GroupProps) {
  return (
    <section class="standing-group" aria-label={GROUP_WORDS[verdict]}>
      <h4>
        {GROUP_WORDS[verdict]} <span class="tab-count">{all.length}</span>
      </h4>
      <ul class="standing-rows">
        {all.map((placed) => (
          <Row key={placed.operator.operatorId} {...placed} place={places.get(placed.standing) ?? null} view={view} />
        ))}
      </ul>
    </section>
  )
}

function Row({ operator, standing, place, view }: Placed & { place: Place | null; view: View }) {
  const rank = rankWords(standing)
  return (
    <li class="standing-row">
      <a class="standing-name" dir="auto" href={writeView({ ...view, opened: String(operator.operatorId) })}>
        {operatorName(operator)}
      </a>
      <span class="standing-own">{ownWords(standing)}</span>
      <StandingPlot place={place} verdict={standing.verdict} />
      <span class="standing-words">
        {besidePeersWords(standing)}
        {rank !== null && `; ${rank}`}
      </span>
      <Beside operator={operator} beside={standing.beside} />
    </li>
  )
}

/** What pays for it: speed is never shown alone. */
export function Beside({ operator, beside }: { operator: OperatorStanding; beside: readonly string[] }) {
  const all = operator.aspects.filter(({ aspect }) => beside.includes(aspect))
  if (all.length === 0) return null
  return (
    <span class="standing-beside">
      <span class="quiet">Read with</span>
      {all.map((one) => (
        <span key={one.aspect}>
          {aspectWords(one.aspect)}: {ownWords(one)}{' '}
          <span class={`clock-state is-${VERDICT_TONES[one.verdict]}`}>{VERDICT_WORDS[one.verdict]}</span>
        </span>
      ))}
    </span>
  )
}
