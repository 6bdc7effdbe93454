import { useCallback, useEffect, useRef } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { ForecastStrip } from './forecast-strip.tsx'
import { ago } from './format.ts'
import { ActButton, ActProblem, useActing, useHands } from './hands.tsx'
import { PeopleIcon } from './icons.tsx'
import { plainText } from './names.ts'
import { Notice } from './notices.tsx'
import { OperatorList } from './operator-list.tsx'
import { figuresOf, ofTeam, staleWords, teamsOf, troubleFirst } from './operator-words.ts'
import { ReadAnswer } from './read-answer.tsx'
import { askAnew, type Operators, operatorsPath, readOperators } from './read-operators.ts'
import { useNow } from './server-time.tsx'
import { Choice } from './toolbar.tsx'
import { useReading } from './use-answer.ts'
import type { Navigate } from './use-view.ts'
import type { View } from './view-state.ts'

const PACE = { everyMs: 30_000 }
/** A reading that was asked for takes seconds: looked at soon, and once more. */
const LOOK_AGAIN_MS = [2_500, 8_000] as const

type Props = { readonly api: Api; readonly view: View; readonly navigate: Navigate }

/** Who is there, and what waits with whom. */
export function TeamPage({ api, view, navigate }: Props) {
  const read = useCallback((path: string) => readOperators(api, path), [api])
  const operators = useReading<Operators>(read, operatorsPath(view.account), PACE)
  return (
    <div class="team">
      <h2 class="sla-title">Team</h2>
      <ReadAnswer answer={operators}>
        {(body) => (
          <Everybody api={api} body={body} view={view} navigate={navigate}>
            <AskAnew api={api} account={view.account} onAsked={operators.readAgain} />
          </Everybody>
        )}
      </ReadAnswer>
    </div>
  )
}

type EverybodyProps = {
  readonly api: Api
  readonly body: Operators
  readonly view: View
  readonly navigate: Navigate
  /** The way to ask Chatwoot anew. */
  readonly children: preact.ComponentChildren
}

function Everybody({ api, body, view, navigate, children }: EverybodyProps) {
  const nowMs = useNow()
  const stale = staleWords(body, nowMs)
  if (body.items.length === 0) return <NobodyKnown isRead={body.readAtMs !== null}>{children}</NobodyKnown>
  const shown = troubleFirst(ofTeam(body.items, view.team))
  return (
    <>
      <div class="team-bar">
        <Figures operators={shown} />
        <Choice
          label="Team"
          any="All teams"
          value={view.team}
          of={teamsOf(body.items)}
          onChoose={(team) => navigate({ team })}
        />
        {children}
      </div>
      {stale !== null && (
        <p class="banner" role="alert">
          {stale}
        </p>
      )}
      {stale === null && shown.length > 0 && figuresOf(shown).available === 0 && (
        <p class="banner" role="alert">
          Nobody {view.team === null ? '' : 'of this team '}is available: whoever writes now waits until somebody is.
        </p>
      )}
      <ForecastStrip api={api} view={view} teams={teamsOf(body.items)} outdated={false} />
      <div class={stale === null ? undefined : 'is-outdated'}>
        {shown.length === 0 ? (
          <Notice icon={<PeopleIcon />} title="Nobody is in this team">
            <button type="button" class="button" onClick={() => navigate({ team: null })}>
              Show all teams
            </button>
          </Notice>
        ) : (
          <OperatorList operators={shown} view={view} />
        )}
      </div>
      <Footnote body={body} />
    </>
  )
}

function Figures({ operators }: { operators: Operators['items'] }) {
  const { available, away, offline, stranded } = figuresOf(operators)
  return (
    <ul class="presences">
      <li class="presence is-available">
        <span class="dot" aria-hidden="true" />
        {available} available
      </li>
      <li class="presence is-away">
        <span class="dot" aria-hidden="true" />
        {away} away
      </li>
      <li class="presence is-offline">
        <span class="dot" aria-hidden="true" />
        {offline} offline
      </li>
      {stranded > 0 && (
        <li class="stranded">
          {stranded} {stranded === 1 ? 'customer waits' : 'customers wait'} for somebody who is not there
        </li>
      )}
    </ul>
  )
}

function NobodyKnown({ isRead, children }: { isRead: boolean; children: preact.ComponentChildren }) {
  return isRead ? (
    <Notice icon={<PeopleIcon />} title="Chatwoot has no agents">
      <p>Whoever is added there shows here within ten minutes.</p>
      {children}
    </Notice>
  ) : (
    <Notice icon={<PeopleIcon />} title="Who is there is not known">
      <p>Chatwoot has not told yet. Backdesk needs a token of this account to ask: an admin can store one.</p>
      {children}
    </Notice>
  )
}

function Footnote({ body: { readAtMs, directoryReadAtMs, chatwoot, isCut } }: { body: Operators }) {
  const nowMs = useNow()
  const parts = [
    ...(isCut ? ['There are more than are shown'] : []),
    ...(readAtMs === null ? [] : [`Who is there: asked ${ago(readAtMs, nowMs)}`]),
    ...(directoryReadAtMs === null ? [] : [`teams: ${ago(directoryReadAtMs, nowMs)}`]),
    ...(chatwoot.version === null ? [] : [`Chatwoot ${plainText(chatwoot.version)}`]),
  ]
  return <p class="quiet team-note">{parts.join(' · ')}</p>
}

type AskProps = { readonly api: Api; readonly account: string | null; readonly onAsked: () => void }

function AskAnew({ api, account, onAsked }: AskProps) {
  const hands = useHands()
  const acting = useActing()
  const timers = useRef<readonly number[]>([])
  const forget = useCallback(() => {
    for (const timer of timers.current) window.clearTimeout(timer)
  }, [])
  useEffect(() => forget, [forget])
  if (hands?.mayAct !== true) return null
  const ask = async () => {
    const outcome = await askAnew(api, account)
    forget()
    if (outcome.ok) timers.current = LOOK_AGAIN_MS.map((afterMs) => window.setTimeout(onAsked, afterMs))
    return outcome
  }
  return (
    <>
      <ActButton words="Ask Chatwoot now" sendingWords="Asking…" acting={acting} work={ask} />
      <ActProblem acting={acting} />
    </>
  )
}
