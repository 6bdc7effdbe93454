import { useId, useState } from 'preact/hooks'
import type { ClockStory } from '#domain/explain-clocks'
import type { Api } from './api-client.ts'
import { type Bar, barOf, legendOf, placeOf } from './clock-bar.ts'
import {
  CLOCK_WORDS,
  doubts,
  isCounted,
  newestFirst,
  policyWords,
  stateOf,
  stretchWords,
  TURN_WORDS,
} from './clock-words.ts'
import { clockTime, openTime } from './format.ts'
import { ChevronIcon } from './icons.tsx'
import { useNow } from './server-time.tsx'
import { useAnswer } from './use-answer.ts'
import type { ClocksAnswer } from './watch-shapes.ts'

/** Folding a ledger costs more than reading a row: asked for when somebody looks, and not every round. */
const EVERY_MS = 30_000
const EVERY_WHILE_UNSURE_MS = 5_000

type Props = {
  readonly api: Api
  readonly account: string | null
  readonly conversationId: number
  /** Of the conversation: with every write the clocks may stand elsewhere. */
  readonly version: number
}

/** Why the clocks of a conversation stand where they stand. */
export function Clocks({ api, account, conversationId, version }: Props) {
  const [isOpen, setOpen] = useState(false)
  const [isUnsure, setUnsure] = useState(false)
  const query = account === null ? '' : `?account=${encodeURIComponent(account)}`
  const path = isOpen ? `/v1/conversations/${conversationId}/sla${query}` : null
  const everyMs = isUnsure ? EVERY_WHILE_UNSURE_MS : EVERY_MS
  const { body, failure } = useAnswer<ClocksAnswer>(api, path, { everyMs, changesWith: version })
  if (body !== null && (body.agrees === false) !== isUnsure) setUnsure(body.agrees === false)
  return (
    <section class="clocks">
      <h3 class="drawer-section">
        <button
          type="button"
          class="fold"
          aria-expanded={isOpen}
          aria-controls="clocks-body"
          onClick={() => setOpen(!isOpen)}
        >
          Clocks
          <ChevronIcon />
        </button>
      </h3>
      <div id="clocks-body">
        {isOpen && body === null && failure === null && (
          <p class="quiet" role="status">
            Loading…
          </p>
        )}
        {isOpen && failure !== null && (
          <p class="act-problem" role="alert">
            {failure.detail}
          </p>
        )}
        {isOpen && body !== null && <Stories answer={body} />}
      </div>
    </section>
  )
}

function Stories({ answer }: { answer: ClocksAnswer }) {
  const { turns, hasIdle } = legendOf(answer.clocks.flatMap(({ stretches }) => stretches))
  return (
    <>
      {doubts(answer).map((words) => (
        <p key={words} class="doubt">
          {words}
        </p>
      ))}
      {answer.clocks.length === 0 && <p class="quiet">No clock has begun.</p>}
      {answer.clocks.length > 0 && (
        <ul class="legend" aria-label="Colours of the bars">
          {turns.map((turn) => (
            <li key={turn}>
              <span class={`swatch is-${turn}`} aria-hidden="true" />
              {TURN_WORDS[turn]}
            </li>
          ))}
          {hasIdle && (
            <li>
              <span class="swatch is-idle" aria-hidden="true" />
              did not count
            </li>
          )}
        </ul>
      )}
      {newestFirst(answer.clocks).map((story) => (
        <Story key={`${story.clock}/${story.run}`} story={story} />
      ))}
    </>
  )
}

function Story({ story }: { story: ClockStory }) {
  const nowMs = useNow()
  const { words, tone } = stateOf(story)
  const { stretches, warned, breachedAtMs, dueAtMs, endedAtMs, run } = story
  const bar = barOf(stretches)
  return (
    <article class="clock">
      <header class="clock-head">
        <h4 class="clock-name">
          {CLOCK_WORDS[story.clock]}
          {run > 1 && <span class="quiet"> · run {run}</span>}
        </h4>
        <span class={`clock-state is-${tone}`}>{words}</span>
      </header>
      <p class="clock-figures">
        <strong>{openTime(story.countedMs)}</strong> counted of {openTime(story.targetMs)}
        {dueAtMs !== null && <> · due {clockTime(dueAtMs, nowMs)}</>}
        {endedAtMs !== null && <> · ended {clockTime(endedAtMs, nowMs)}</>}
      </p>
      <StretchBar story={story} bar={bar} />
      {(warned.length > 0 || breachedAtMs !== null) && (
        <p class="clock-note">
          {warned.length > 0 && (
            <>Warned: {warned.map(({ percent, atMs }) => `${percent} % at ${clockTime(atMs, nowMs)}`).join(', ')}. </>
          )}
          {breachedAtMs !== null && <>Breached at {clockTime(breachedAtMs, nowMs)}.</>}
        </p>
      )}
      {stretches.length > 0 && (
        <details class="stretches">
          <summary>
            {stretches.length === 1 ? '1 stretch' : `${stretches.length} stretches`}
            {bar.isSqueezed && <span class="quiet"> (what did not count is drawn shorter)</span>}
          </summary>
          <ol>
            {stretches.map((stretch) => (
              <li key={stretch.fromMs}>{stretchWords(stretch, nowMs)}</li>
            ))}
          </ol>
        </details>
      )}
      <p class="clock-note">{policyWords(story)}</p>
    </article>
  )
}

/** Drawn as SVG: colours survive high contrast modes, and nothing is styled inline. The list below says the same. */
function StretchBar({ story, bar }: { story: ClockStory; bar: Bar }) {
  const hatch = useId()
  const breach = story.breachedAtMs === null ? null : placeOf(bar, story.breachedAtMs)
  if (bar.pieces.length === 0) return null
  return (
    <svg class="stretch-bar" aria-hidden="true" focusable="false">
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch" width="3" height="6" />
        </pattern>
      </defs>
      {bar.pieces.map(({ stretch, from, width }) => {
        const box = { x: `${from}%`, width: `${width}%`, height: '100%' }
        return (
          <g key={stretch.fromMs}>
            <rect class={`piece is-${stretch.turn}`} {...box} />
            {!isCounted(stretch) && <rect fill={`url(#${hatch})`} {...box} />}
          </g>
        )
      })}
      {breach !== null && <rect class="breach-mark" x={`${breach}%`} width="2" height="100%" />}
    </svg>
  )
}
