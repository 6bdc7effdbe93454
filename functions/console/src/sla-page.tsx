import type { Api } from './api-client.ts'
import { BreachList } from './breach-list.tsx'
import { Compliance } from './compliance.tsx'
import { ago } from './format.ts'
import { plainText } from './names.ts'
import { ReadAnswer } from './read-answer.tsx'
import { useNow } from './server-time.tsx'
import { outageWords, pageWords, refusalWords } from './sla-words.ts'
import { useAnswer } from './use-answer.ts'
import { useBreaches } from './use-breaches.ts'
import type { View } from './view-state.ts'
import type { ComplianceAnswer, OncallAnswer, OutagesAnswer } from './watch-shapes.ts'

const PACE = { everyMs: 30_000 }
const DAYS = 7
const MOST_OUTAGES = 5

type Props = { readonly api: Api; readonly view: View }

/** How the promises were kept lately, what may be excused, and whether pages arrive. One screen. */
export function SlaPage({ api, view }: Props) {
  const account = view.account === null ? '' : `account=${encodeURIComponent(view.account)}`
  const compliance = useAnswer<ComplianceAnswer>(api, `/v1/sla/compliance?days=${DAYS}&${account}`, PACE)
  const breaches = useBreaches(api, view.account, PACE)
  const outages = useAnswer<OutagesAnswer>(api, `/v1/outages?${account}`, PACE)
  const oncall = useAnswer<OncallAnswer>(api, `/v1/oncall?${account}`, PACE)
  const excusedOne = (): void => {
    compliance.readAgain()
    breaches.readAgain()
  }
  return (
    <div class="sla">
      <h2 class="sla-title">SLA, last {DAYS} days</h2>
      <ReadAnswer answer={compliance}>{(body) => <Compliance answer={body} />}</ReadAnswer>
      <div class="sla-columns">
        <section class="panel" aria-labelledby="sla-breaches">
          <h3 id="sla-breaches">Breaches that may be excused</h3>
          <ReadAnswer answer={breaches}>
            {() => <BreachList breaches={breaches} view={view} onExcused={excusedOne} />}
          </ReadAnswer>
        </section>
        <div class="sla-side">
          <section class="panel" aria-labelledby="sla-pages">
            <h3 id="sla-pages">Last proven page</h3>
            <ReadAnswer answer={oncall}>{(body) => <Pages answer={body} />}</ReadAnswer>
          </section>
          <section class="panel" aria-labelledby="sla-outages">
            <h3 id="sla-outages">Outages, last 30 days</h3>
            <ReadAnswer answer={outages}>{(body) => <Outages answer={body} />}</ReadAnswer>
          </section>
        </div>
      </div>
    </div>
  )
}

function Pages({ answer }: { answer: OncallAnswer }) {
  const nowMs = useNow()
  return (
    <ul class="pages">
      {answer.targets.map(({ target, provenAtMs, proven, lastRefusal }) => (
        <li key={target}>
          <span>{plainText(target)}</span>
          <span class={`clock-state is-${proven ? 'good' : 'warned'}`}>{pageWords({ provenAtMs, proven })}</span>
          {provenAtMs !== null && <span class="quiet">{ago(provenAtMs, nowMs)}</span>}
          {lastRefusal !== null && <span class="refusal">{refusalWords({ lastRefusal })}</span>}
        </li>
      ))}
    </ul>
  )
}

function Outages({ answer }: { answer: OutagesAnswer }) {
  const nowMs = useNow()
  const newest = answer.items.slice(-MOST_OUTAGES).reverse()
  if (newest.length === 0) return <p class="quiet">None is recorded.</p>
  return (
    <ul class="outages">
      {newest.map((outage) => (
        <li key={outage.id}>{outageWords(outage, nowMs)}</li>
      ))}
      {answer.items.length > MOST_OUTAGES && <li class="quiet">and {answer.items.length - MOST_OUTAGES} before</li>}
    </ul>
  )
}
