import type { Api, ApiFailure } from './api-client.ts'
import type { ForecastAnswer, ForecastTeam } from './forecast-shapes.ts'
import {
  basisWords,
  headline,
  idleWords,
  MINUTES_AHEAD,
  savesWords,
  type TeamNames,
  teamFacts,
  teamWords,
} from './forecast-words.ts'
import { ago } from './format.ts'
import { useNow } from './server-time.tsx'
import { NO_FILTERS } from './toolbar.tsx'
import { useAnswer } from './use-answer.ts'
import { type View, writeView } from './view-state.ts'

const PACE = { everyMs: 30_000 }
/** The rest is told in the sum above. */
const MOST_TEAMS = 4

type Props = {
  readonly api: Api
  readonly view: View
  readonly teams: TeamNames
  readonly outdated: boolean
}

/** What will be late as things stand, and what would help. Nothing is shown before it is known. */
export function ForecastStrip({ api, view, teams: seen, outdated }: Props) {
  const nowMs = useNow()
  const account = view.account === null ? '' : `&account=${encodeURIComponent(view.account)}`
  const path = `/v1/forecast?horizonMinutes=${MINUTES_AHEAD}${account}`
  const { body, failure, readAgain } = useAnswer<ForecastAnswer>(api, path, PACE)
  if (body === null) return failure === null ? null : <Unread failure={failure} onTry={readAgain} />
  const grey = outdated || failure !== null
  const idle = grey ? null : idleWords(body, seen)
  const basis = basisWords(body)
  return (
    <section class={`forecast${toneOf(body, grey)}`} aria-label="Forecast">
      <p class="forecast-words">
        <span class="dot" aria-hidden="true" />
        <strong>{headline(body, seen)}.</strong>
        {idle !== null && <span class="quiet"> {idle}.</span>}
      </p>
      {body.teams.length > 0 && (
        <ul class="forecast-teams">
          {body.teams.slice(0, MOST_TEAMS).map((one) => (
            <Team key={one.team?.id ?? 0} of={one} view={view} seen={seen} asOfMs={body.asOfMs} />
          ))}
        </ul>
      )}
      {body.teams.length > MOST_TEAMS && (
        <p class="quiet forecast-note">and {body.teams.length - MOST_TEAMS} more teams</p>
      )}
      {basis !== null && <p class="quiet forecast-note">{basis}.</p>}
      {grey && <p class="quiet forecast-note">As it was {ago(body.asOfMs, nowMs)}.</p>}
    </section>
  )
}

/** Not shown at all it would look as if nothing were foretold. */
const Unread = ({ failure, onTry }: { failure: ApiFailure; onTry: () => void }) => (
  <section class="forecast is-grey" aria-label="Forecast">
    <p class="forecast-words" role="alert">
      <span class="dot" aria-hidden="true" />
      No forecast just now: {failure.detail}{' '}
      <button type="button" class="link-button" onClick={onTry}>
        Try now
      </button>
    </p>
  </section>
)

const toneOf = ({ breaches }: ForecastAnswer, grey: boolean): string => {
  if (grey) return ' is-grey'
  return breaches === 0 ? '' : ' is-risk'
}

type TeamProps = {
  readonly of: ForecastTeam
  readonly view: View
  readonly seen: TeamNames
  readonly asOfMs: number
}

function Team({ of, view, seen, asOfMs }: TeamProps) {
  const name = teamWords(of.team, seen)
  const due = { ...NO_FILTERS, page: 'queue', status: 'open', sort: 'deadline' } as const
  return (
    <li class="forecast-team">
      {of.team === null ? (
        <span class="forecast-name">{name}</span>
      ) : (
        <a
          class="forecast-name"
          href={writeView({ ...view, ...due, team: of.team.id })}
          title={`${name}: next deadline first`}
        >
          {name}
        </a>
      )}
      <span>{teamFacts(of, asOfMs).join(' · ')}</span>
      <span class="quiet">{savesWords(of)}</span>
    </li>
  )
}
