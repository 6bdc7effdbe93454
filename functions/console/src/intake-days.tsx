import type { IntakeAnswer, IntakeDay } from './intake-shapes.ts'
import { countWords, dayWords, knownDays, lagBoundWords, reasonWords } from './intake-words.ts'

const COLUMNS = [
  { count: 'received', words: 'Received' },
  { count: 'repeated', words: 'Nothing new' },
  { count: 'ignored', words: 'Other events' },
  { count: 'refused', words: 'Refused' },
  { count: 'deadLettered', words: 'Dead letters' },
  { count: 'reconciled', words: 'Found by asking' },
] as const

const WITHIN = '95\u00a0%\u00a0within'
const DELIVERY = `Chatwoot to here, ${WITHIN}`
const APPLYING = `Here to the queue, ${WITHIN}`

type Props = { readonly days: readonly IntakeDay[]; readonly total: IntakeAnswer['total'] }

/** A row for each day since there is anything; a dash is a day of which nothing is known. */
export function IntakeDays({ days, total }: Props) {
  const known = knownDays(days)
  return (
    <>
      <p class="figures-note">
        Days end at midnight UTC. Nothing new: webhooks that repeat what was known. Other events: not about a
        conversation. Found by asking: conversations of which Chatwoot told more when Backdesk asked than webhooks had.
        {known.length < days.length && ` Nothing was counted before ${dayWords(known.at(-1)?.day ?? '')}.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard too */}
      <section class="table-scroll" aria-label="Webhooks by day" tabIndex={0}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Day</th>
              {COLUMNS.map(({ count, words }) => (
                <th key={count} scope="col">
                  {words}
                </th>
              ))}
              <th scope="col">{DELIVERY}</th>
              <th scope="col">{APPLYING}</th>
            </tr>
          </thead>
          <tbody>
            {known.map((of) => (
              <DayRow key={of.day} of={of} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Together</th>
              {COLUMNS.map(({ count, words }) => (
                <td key={count} data-words={words}>
                  {countWords(total.counts[count])}
                </td>
              ))}
              <td data-words={DELIVERY}>{lagBoundWords(total.lags.delivery.p95Ms)}</td>
              <td data-words={APPLYING}>{lagBoundWords(total.lags.applying.p95Ms)}</td>
            </tr>
          </tfoot>
        </table>
      </section>
    </>
  )
}

const ALARMING: readonly string[] = ['refused', 'deadLettered', 'reconciled']

function DayRow({ of: { day, counts, reasons, lags } }: { of: IntakeDay }) {
  const whys = { refused: reasons?.refused ?? {}, deadLettered: reasons?.deadLettered ?? {} }
  return (
    <tr>
      <th scope="row">
        <time dateTime={day}>{dayWords(day)}</time>
      </th>
      {COLUMNS.map(({ count, words }) => {
        const n = counts?.[count] ?? null
        const why = count === 'refused' || count === 'deadLettered' ? reasonWords(whys[count]) : ''
        return (
          // on a phone a day is a card, where each figure needs its own words
          <td
            key={count}
            data-words={words}
            class={n !== null && n > 0 && ALARMING.includes(count) ? 'is-over' : undefined}
          >
            {countWords(n)}
            {why !== '' && <span class="figure-why">{why}</span>}
          </td>
        )
      })}
      <td data-words={DELIVERY}>{lagBoundWords(lags.delivery.p95Ms)}</td>
      <td data-words={APPLYING}>{lagBoundWords(lags.applying.p95Ms)}</td>
    </tr>
  )
}
