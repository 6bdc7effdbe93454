import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { FindingList } from './finding-list.tsx'
import { ago } from './format.ts'
import { IntakeDays } from './intake-days.tsx'
import type { Finding, IntakeAnswer } from './intake-shapes.ts'
import { INTAKE_STATE_WORDS, intakeWords, lagWords } from './intake-words.ts'
import type { TabProps } from './operations-page.tsx'
import { ReadAnswer } from './read-answer.tsx'
import { useNow } from './server-time.tsx'
import { useAnswer } from './use-answer.ts'

const PACE = { everyMs: 15_000 }
const DAYS = 7
const TONES = { ok: 'good', degraded: 'late', no_data: 'plain' } as const

/** What came in, how fast, and what no webhook had told. */
export function IntakeTab({ api, view }: TabProps) {
  const account = view.account === null ? '' : `&account=${encodeURIComponent(view.account)}`
  const path = `/v1/health/intake?days=${DAYS}${account}`
  const answer = useAnswer<IntakeAnswer>(api, path, PACE)
  const older = useOlder(api, path)
  return (
    <ReadAnswer answer={answer}>
      {(body) => (
        <div class="intake">
          <Standing body={body} />
          <section class="panel" aria-labelledby="intake-days">
            <h3 id="intake-days">Webhooks by day</h3>
            <IntakeDays days={body.days} total={body.total} />
          </section>
          <section class="panel" aria-labelledby="intake-found">
            <h3 id="intake-found">What no webhook had told</h3>
            <FindingList
              findings={[...body.findings, ...older.findings]}
              view={view}
              onOlder={older.cursorAfter(body.nextCursor) === null ? null : () => older.read(body.nextCursor)}
            />
            {older.problem !== null && (
              <p class="act-problem" role="alert">
                {older.problem}
              </p>
            )}
          </section>
        </div>
      )}
    </ReadAnswer>
  )
}

function Standing({ body }: { body: IntakeAnswer }) {
  const nowMs = useNow()
  const { sweep, canary } = body
  const { delivery, applying } = body.total.lags
  return (
    <section class="panel" aria-labelledby="intake-state">
      <header class="clock-head">
        <h3 id="intake-state">Intake</h3>
        <span class={`clock-state is-${TONES[body.state]}`} role="status">
          {INTAKE_STATE_WORDS[body.state]}
        </span>
      </header>
      {body.reasons.length > 0 && (
        <ul class="intake-reasons">
          {body.reasons.map((reason) => (
            <li key={reason}>{intakeWords(reason, body.polling)}</li>
          ))}
        </ul>
      )}
      <dl class="intake-facts">
        <Fact
          name="Last webhook"
          words={body.lastReceivedAtMs === null ? 'none yet' : ago(body.lastReceivedAtMs, nowMs)}
        />
        <Fact name="Chatwoot was last asked" words={sweep?.sweptAtMs == null ? 'never' : ago(sweep.sweptAtMs, nowMs)} />
        <Fact name="Chatwoot to here" words={lagWords(delivery)} />
        <Fact name="Here to the queue" words={lagWords(applying)} />
        <Fact
          name="Dead letters now"
          words={body.deadLettersNow === null ? 'not known' : String(body.deadLettersNow)}
          marked={(body.deadLettersNow ?? 0) > 0}
        />
        <Fact
          name="Test message (canary)"
          words={
            canary === null
              ? 'off'
              : canary.lastHeardAtMs === null
                ? 'not heard yet'
                : `${ago(canary.lastHeardAtMs, nowMs)}, took ${tookWords(canary.lagMs)}`
          }
        />
      </dl>
    </section>
  )
}

function Fact({ name, words, marked = false }: { name: string; words: string; marked?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={marked ? 'is-over' : undefined}>{words}</dd>
    </div>
  )
}

const tookWords = (lagMs: number | null): string => (lagMs === null ? '–' : `${(lagMs / 1000).toFixed(1)} s`)

type Older = {
  readonly path: string
  readonly findings: readonly Finding[]
  readonly cursor: string | null
  readonly problem: string | null
}

/** Pages beyond the first, which is read again and again. */
function useOlder(api: Api, path: string) {
  const [older, setOlder] = useState<Older | null>(null)
  useEffect(() => setOlder(null), [path])
  const known = older?.path === path ? older : null
  const cursorAfter = (first: string | null): string | null => (known === null ? first : known.cursor)
  const read = useCallback(
    (first: string | null) => {
      const cursor = known === null ? first : known.cursor
      if (cursor === null) return
      void api.get<IntakeAnswer>(`${path}&cursor=${encodeURIComponent(cursor)}`).then((result) => {
        const findings = known?.findings ?? []
        setOlder(
          result.ok
            ? { path, findings: [...findings, ...result.body.findings], cursor: result.body.nextCursor, problem: null }
            : { path, findings, cursor, problem: result.failure.detail },
        )
      })
    },
    [api, path, known],
  )
  return { findings: known?.findings ?? [], problem: known?.problem ?? null, cursorAfter, read }
}
