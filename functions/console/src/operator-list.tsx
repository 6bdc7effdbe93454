import { fullTime, initials } from './format.ts'
import { plainText } from './names.ts'
import {
  forWords,
  loadPercent,
  operatorNameOf,
  PRESENCE_WORDS,
  placeName,
  presenceOf,
  troubleOf,
} from './operator-words.ts'
import type { ListedOperator } from './routing-shapes.ts'
import { useNow } from './server-time.tsx'
import { NO_FILTERS } from './toolbar.tsx'
import { NO_DRAWER, type View, writeView } from './view-state.ts'

type Props = { readonly operators: readonly ListedOperator[]; readonly view: View }

/** A list like that of the queue: each row leads to what the operator has in hand. */
export function OperatorList({ operators, view }: Props) {
  return (
    <div class="queue operators">
      <div class="queue-head" aria-hidden="true">
        <span>Operator</span>
        <span>Availability</span>
        <span class="figure">Waiting</span>
        <span class="figure">Open</span>
        <span>Load</span>
        <span>Teams and skills</span>
      </div>
      <ul class="rows">
        {operators.map((operator) => (
          <Row key={operator.operatorId} operator={operator} view={view} />
        ))}
      </ul>
    </div>
  )
}

function Row({ operator, view }: { operator: ListedOperator; view: View }) {
  const nowMs = useNow()
  const { operatorId, role, sinceMs, waiting, open, teams, skills } = operator
  const name = operatorNameOf(operator)
  const presence = presenceOf(operator)
  const trouble = troubleOf(operator)
  const href = writeView({ ...view, ...NO_FILTERS, ...NO_DRAWER, page: 'queue', status: 'open', operator: operatorId })
  return (
    <li class={`row is-${trouble}`}>
      <span class="cell cell-who">
        <span class={`badge tint-${operatorId % 6}`} aria-hidden="true">
          {initials(name)}
        </span>
        <span class="who">
          <a class="row-link" dir="auto" href={href}>
            {name}
          </a>
          {role === 'administrator' && <span class="who-note">administrator</span>}
        </span>
      </span>
      <span class="cell cell-there">
        <span class={`presence is-${presence}`}>
          <span class="dot" aria-hidden="true" />
          {PRESENCE_WORDS[presence]}
        </span>
        {presence !== 'gone' && (
          <time class="who-note" dateTime={new Date(sinceMs).toISOString()} title={fullTime(sinceMs)}>
            {forWords(sinceMs, nowMs)}
          </time>
        )}
      </span>
      <span class={`cell figure cell-waiting is-${trouble}`}>
        {waiting ?? '–'}
        <span class="figure-words"> waiting</span>
      </span>
      <span class="cell figure cell-open">
        {open ?? '–'}
        <span class="figure-words"> open</span>
      </span>
      <LoadBar operator={operator} />
      <span class="cell cell-teams">
        <span class="tags">
          {teams.length === 0 && <span class="quiet">no team</span>}
          {teams.map((team) => (
            <span key={team.id} class="label" dir="auto" title="Team">
              <span class="sr">Team </span>
              {placeName(team)}
            </span>
          ))}
          {skills.map((skill) => (
            <span key={skill} class="label is-skill" dir="auto" title="Skill">
              <span class="sr">Skill </span>
              {plainText(skill)}
            </span>
          ))}
        </span>
      </span>
    </li>
  )
}

/** What he has in hand against what he can take, as routing counts it. */
function LoadBar({ operator }: { operator: ListedOperator }) {
  const { points, capacityPoints } = operator
  const percent = loadPercent(operator)
  return (
    <span class="cell cell-load" title={`${points} of ${capacityPoints} points of capacity`}>
      <span class="load" aria-hidden="true">
        <span class={percent >= 100 ? 'is-full' : ''} style={{ width: `${Math.min(100, percent)}%` }} />
      </span>
      <span class="load-words">
        {points}/{capacityPoints}
      </span>
    </span>
  )
}
