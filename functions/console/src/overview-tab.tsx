import { useCallback, useState } from 'preact/hooks'
import { DayChart } from './day-chart.tsx'
import { FigureCard } from './figure-card.tsx'
import type { AnalyticsAnswer } from './figure-shapes.ts'
import { spanWords, standingWords } from './figure-words.ts'
import type { FiguresTabProps } from './figures-page.tsx'
import { HeatMap } from './heat-map.tsx'
import { type Overview, PERIODS, type Period, readOverview } from './overview-reads.ts'
import { GROUPS } from './overview-terms.ts'
import { ReadAnswer } from './read-answer.tsx'
import { useNow } from './server-time.tsx'
import { TopicPart } from './topic-part.tsx'
import { useReading } from './use-answer.ts'

const PACE = { everyMs: 60_000 }
const FIRST: Period = 7

/** The account's figures, of days that one chooses. */
export function OverviewTab({ api, view: { account } }: FiguresTabProps) {
  const [days, setDays] = useState<Period>(FIRST)
  const read = useCallback(
    (_path: string) => readOverview(api, { account, days, nowMs: Date.now() }),
    [api, account, days],
  )
  const answer = useReading<Overview>(read, `overview ${account} ${days}`, PACE)
  return (
    <div class="overview">
      <div class="overview-bar">
        <Periods days={days} onChoose={setDays} />
        {answer.body !== null && <Standing overview={answer.body} />}
      </div>
      <ReadAnswer answer={answer}>
        {(overview) => (
          <>
            {GROUPS.map(({ title, figures }) => (
              <section key={title} class="panel" aria-label={title}>
                <h3>{title}</h3>
                <ul class="figure-cards">
                  {figures.map((terms) => (
                    <FigureCard key={terms.name} terms={terms} now={overview.now} before={overview.before} />
                  ))}
                </ul>
              </section>
            ))}
            <section class="panel" aria-label="Day by day">
              <h3>Day by day</h3>
              <Days days={overview.days} />
            </section>
            <TopicPart api={api} account={account} overview={overview} />
          </>
        )}
      </ReadAnswer>
      <HeatMap api={api} account={account} span={answer.body?.span ?? null} />
    </div>
  )
}

function Periods({ days, onChoose }: { days: Period; onChoose: (days: Period) => void }) {
  return (
    <fieldset class="segments">
      <legend class="sr">Days</legend>
      {PERIODS.map((one) => (
        <label key={one.days} class="segment">
          <input
            type="radio"
            name="period"
            class="sr"
            checked={one.days === days}
            onChange={() => onChoose(one.days)}
          />
          <span>{one.words}</span>
        </label>
      ))}
    </fieldset>
  )
}

function Standing({ overview }: { overview: Overview }) {
  const nowMs = useNow()
  const { span, timeZone, asOfMs, completeness } = overview
  const isLacking = asOfMs === null || (completeness !== null && completeness < 1)
  return (
    <p class="overview-standing">
      {spanWords(span.fromDay, span.toDay)}, days by the clocks of {timeZone}.{' '}
      <span class={isLacking ? 'is-lacking' : undefined}>{standingWords(overview, nowMs)}</span>{' '}
      {overview.before === null
        ? 'Not all of as many days before were counted, so that nothing is compared.'
        : 'Changes are beside as many days before.'}
    </p>
  )
}

function Days({ days }: { days: NonNullable<AnalyticsAnswer['days']> }) {
  const line = (label: string, name: string) => ({
    label,
    points: days.map(({ day, figures }) => ({ day, value: figures[name]?.value ?? null })),
  })
  const backlog = { label: 'Open', points: days.map(({ day, backlog: open = null }) => ({ day, value: open })) }
  return (
    <div class="charts">
      <DayChart
        title="Opened and resolved"
        unit="count"
        bar={null}
        series={[line('Opened', 'opened'), line('Resolved', 'resolved')]}
      />
      <DayChart title="Open at the end of the day" unit="count" bar={null} series={[backlog]} />
      <DayChart title="Promises kept, net" unit="ratio" bar={0.9} series={[line('Promises kept', 'sla_net')]} />
      <DayChart
        title="First response"
        unit="ms"
        bar={null}
        series={[line('Half within', 'first_response_p50'), line('Nine of ten within', 'first_response_p90')]}
      />
    </div>
  )
}
