/** Where the routing of a conversation stands, and why it went to whom. */
import { useCallback, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { ConsideredTable } from './considered-table.tsx'
import { clockTime } from './format.ts'
import { ChevronIcon } from './icons.tsx'
import type { Names } from './ledger-line.ts'
import { plainText } from './names.ts'
import { readReceipts, receiptsPath } from './read-receipts.ts'
import { chosenWords, decidedBy, historyWords, needFacts, outcomeWords, standingOf } from './receipt-words.ts'
import type { Receipt, Receipts } from './routing-shapes.ts'
import { useNow } from './server-time.tsx'
import { useReading } from './use-answer.ts'

const EVERY_MS = 30_000
/** Receipts shown at first; more with each press. */
const FIRST = 3
const STEPS = [FIRST, 20, 100] as const
const THEN = 100

type Props = {
  readonly api: Api
  readonly account: string | null
  readonly conversationId: number
  /** Of the conversation: with every write the routing may stand elsewhere. */
  readonly version: number
  readonly names: Names
  readonly teams: Names
}

export function Routed({ api, account, conversationId, version, names, teams }: Props) {
  const nowMs = useNow()
  const [isOpen, setOpen] = useState(false)
  const [step, setStep] = useState(0)
  const most = STEPS[step] ?? (step + 2 - STEPS.length) * THEN
  const read = useCallback((path: string) => readReceipts(api, path, most), [api, most])
  const path = receiptsPath(account, conversationId)
  const pace = { everyMs: EVERY_MS, changesWith: version }
  const { body, failure, readAgain } = useReading<Receipts>(read, path, pace)
  const known = allNames(names, body?.receipts ?? [])
  const standing = body === null ? null : standingOf(body.routing, known, nowMs)
  const newest = body?.receipts.find(({ choice }) => choice !== null)
  const history = body === null || body.routing === null ? null : historyWords(body.routing, known)
  return (
    <section class="routed">
      <header class="clock-head">
        <h3 class="drawer-section">
          <button
            type="button"
            class="fold"
            aria-expanded={isOpen}
            aria-controls="routed-body"
            onClick={() => setOpen(!isOpen)}
          >
            Routing
            <ChevronIcon />
          </button>
        </h3>
        {standing !== null && <span class={`clock-state is-${standing.tone}`}>{standing.mark}</span>}
      </header>
      {failure !== null && (
        <p class="act-problem" role="alert">
          {failure.detail}
          {body !== null && ' What you see is what was last known.'}{' '}
          <button type="button" class="link-button" onClick={readAgain}>
            Try now
          </button>
        </p>
      )}
      {standing === null ? (
        failure === null && (
          <p class="quiet" role="status">
            Loading…
          </p>
        )
      ) : (
        <p class="routed-standing" dir="auto">
          {standing.text}
        </p>
      )}
      {history !== null && (
        <p class="clock-note" dir="auto">
          {history}
        </p>
      )}
      <div id="routed-body">
        {isOpen && body !== null && (
          <>
            {body.receipts.length === 0 && <p class="quiet">Nothing was decided yet.</p>}
            {body.receipts.map((receipt) => (
              <Decision
                key={`${receipt.decision} ${receipt.atMs} ${receipt.outcome}`}
                receipt={receipt}
                isNewest={receipt === newest}
                names={known}
                teams={allTeams(teams, body.teams)}
              />
            ))}
            {body.hasEarlier && (
              <button type="button" class="link-button" onClick={() => setStep(step + 1)}>
                Show earlier
              </button>
            )}
          </>
        )}
      </div>
    </section>
  )
}

/** Receipts tell everybody's name. */
function allNames(names: Names, receipts: readonly Receipt[]): Names {
  const all = new Map<number, string>()
  for (const { choice } of receipts)
    for (const { operatorId, name } of choice?.considered ?? []) {
      const words = plainText(name)
      if (words !== '' && !all.has(operatorId)) all.set(operatorId, words)
    }
  return new Map([...all, ...names])
}

/** The directory's names, and what has been on screen where it knows none. */
const allTeams = (seen: Names, named: Receipts['teams']): Names =>
  new Map([...seen, ...named.flatMap(({ id, name }) => (name === null ? [] : [[id, plainText(name)] as const]))])

type DecisionProps = {
  readonly receipt: Receipt
  readonly isNewest: boolean
  readonly names: Names
  readonly teams: Names
}

/** One receipt; those before the newest choice tell their table when asked. */
function Decision({ receipt, isNewest, names, teams }: DecisionProps) {
  const nowMs = useNow()
  const { choice, atMs } = receipt
  const because = chosenWords(choice?.chosenBy ?? null)
  return (
    <article class="decision">
      <header class="decision-head">
        <h4 class="clock-name" dir="auto">
          {outcomeWords(receipt, names)}
        </h4>
        <time class="ledger-time" dateTime={new Date(atMs).toISOString()}>
          {clockTime(atMs, nowMs)}
        </time>
      </header>
      {because !== null && <p>{because}</p>}
      {choice !== null && (
        <details class="decision-more" open={isNewest}>
          <summary>Who was considered</summary>
          <dl class="needs">
            {needFacts(choice, { teams, model: receipt.model }).map(({ name, text }) => (
              <div key={name} class="fact">
                <dt>{name}</dt>
                <dd dir="auto">{text}</dd>
              </div>
            ))}
          </dl>
          <ConsideredTable choice={choice} isAsked={receipt.outcome === 'asked'} />
        </details>
      )}
      {choice !== null && <p class="clock-note">{decidedBy(receipt)}</p>}
    </article>
  )
}
