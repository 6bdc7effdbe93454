import type { Report, ReportFigure, SectionName } from '#domain/report/report'
import { beforeInWords, figureInWords, lengthInWords, SECTION_TITLES, valueInWords } from '#domain/report/words'
import { DayChart } from './day-chart.tsx'
import { plainText } from './names.ts'
import { causeWords, dueWords, EFFECT_WORDS, topicWords } from './report-words.ts'

/** What the numbers ask of whom, and what became of what they asked the week before. */
export function ReportActions({ report: { actions, effects } }: { report: Report }) {
  return (
    <section class="report-part" aria-labelledby="report-actions">
      <h4 id="report-actions">What to do</h4>
      {actions.length === 0 && <p class="quiet">Nothing is asked of anybody by these numbers.</p>}
      {actions.length > 0 && (
        <ol class="report-actions">
          {actions.map(({ id, what, because, owner, dueDay }) => (
            <li key={id}>
              <strong>{plainText(what)}</strong>
              <span>{plainText(because)}</span>
              <span class="quiet">
                {owner}, {dueWords(dueDay)}
              </span>
            </li>
          ))}
        </ol>
      )}
      {effects.length > 0 && (
        <>
          <h5>What became of last week’s</h5>
          <ul class="report-actions">
            {effects.map(({ id, what, owner, effect }) => (
              <li key={id}>
                <span>{plainText(what)}</span>
                <span class="quiet">
                  {owner}:{' '}
                  <span class={`change is-${effect === 'better' || effect === 'worse' ? effect : 'plain'}`}>
                    {EFFECT_WORDS[effect]}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

export const ReportUnknown = ({ report: { unknown } }: { report: Report }) => (
  <section class="report-part" aria-labelledby="report-unknown">
    <h4 id="report-unknown">What these numbers do not say</h4>
    {unknown.length === 0 ? (
      <p class="quiet">Nothing is known to be missing.</p>
    ) : (
      <ul class="report-unknown">
        {unknown.map((sentence) => (
          <li key={sentence}>{plainText(sentence)}</li>
        ))}
      </ul>
    )}
  </section>
)

type SectionProps = { readonly report: Report; readonly section: SectionName }

export function ReportSection({ report, section }: SectionProps) {
  const figures = report.figures.filter((figure) => figure.section === section)
  const id = `report-${section}`
  return (
    <section class="report-part" aria-labelledby={id}>
      <h4 id={id}>{SECTION_TITLES[section]}</h4>
      <Charts report={report} section={section} />
      <Numbers figures={figures} />
      {section === 'volume' && <Topics report={report} />}
      {section === 'intake' && <Causes report={report} />}
    </section>
  )
}

function Charts({ report: { series }, section }: SectionProps) {
  const of = (...ids: readonly string[]) => series.filter(({ id }) => ids.includes(id))
  if (section === 'volume')
    return (
      <div class="charts">
        <DayChart
          title="Opened and resolved a day"
          unit="count"
          bar={null}
          series={of('opened_daily', 'resolved_daily')}
        />
        <DayChart title="Open at the end of the day" unit="count" bar={null} series={of('backlog_daily')} />
      </div>
    )
  if (section === 'promises')
    return (
      <div class="charts">
        <DayChart title="Promises kept a day" unit="ratio" bar={0.9} series={of('sla_net_daily')} />
        <DayChart
          title="First response a day"
          unit="ms"
          bar={null}
          series={of('first_response_p50_daily', 'first_response_p90_daily')}
        />
      </div>
    )
  return null
}

/** For whoever doubts a number: what was asked, of which days, and a digest of what it was made of. */
export const ReportProvenance = ({ report: { figures, series } }: { report: Report }) => (
  <details class="report-how">
    <summary>How each number was made</summary>
    <ul>
      {[...figures, ...series].map(({ id, query, window, inputHash }) => (
        <li key={id}>
          <code>{id}</code>: {query}, {window.fromDay} to {window.toDay}, made of <code>{inputHash}</code>
        </li>
      ))}
    </ul>
  </details>
)

function Numbers({ figures }: { figures: readonly ReportFigure[] }) {
  return (
    <div class="table-scroll">
      <table class="figures report-numbers">
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">This week</th>
            <th scope="col">Before</th>
            <th scope="col">n</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <tr key={figure.id}>
              <th scope="row">{figure.label}</th>
              <td data-words="this week" class={figure.value === null ? 'is-none' : undefined}>
                {figureInWords(figure)}
              </td>
              <td data-words="before">{beforeInWords(figure) || '–'}</td>
              <td data-words="n">{figure.value === null || figure.unit === 'instant' ? '–' : figure.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Topics({ report: { topics } }: { report: Report }) {
  if (topics.length === 0) return null
  return (
    <div class="table-scroll">
      <table class="figures report-numbers">
        <thead>
          <tr>
            <th scope="col">Topic, by growth</th>
            <th scope="col">Opened</th>
            <th scope="col">Before</th>
            <th scope="col">First response, half within</th>
          </tr>
        </thead>
        <tbody>
          {topics.map(({ topic, opened, openedBefore, firstResponseP50Ms }) => (
            <tr key={topic}>
              <th scope="row">{topicWords(topic)}</th>
              <td data-words="opened">{opened}</td>
              <td data-words="before">{openedBefore}</td>
              <td data-words="first response">
                {firstResponseP50Ms === null ? 'no data' : lengthInWords(firstResponseP50Ms)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Causes({ report: { causes } }: { report: Report }) {
  if (causes.length === 0) return null
  return (
    <ul class="report-causes">
      {causes.map((cause) => (
        <li key={`${cause.of} ${cause.reason}`}>
          {causeWords(cause)} <strong>{valueInWords(cause.n, 'count')}</strong>
        </li>
      ))}
    </ul>
  )
}
