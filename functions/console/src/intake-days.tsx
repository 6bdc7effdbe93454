import type { IntakeAnswer, IntakeDay } from './intake-shapes.ts'
import { lagBoundWords, reasonWords } from './intake-words.ts'

const COLUMNS = [
  { count: 'received', words: 'Received' },
  { count: 'repeated', words: 'Told nothing new' },
  { count: 'ignored', words: 'Other events' },
  { count: 'refused', words: 'Refused' },
  { count: 'deadLettered', words: 'Dead letters' },
  { count: 'reconciled', words: 'Not told' },
] as const

type Props = { readonly days: readonly IntakeDay[]; readonly total: IntakeAnswer['total'] }

/** A row for each day; a dash is a day of which nothing is known. */
export function IntakeDays({ days, total }: Props) {
  return (
    <section class="table-scroll" aria-label="Webhooks by day">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Day</th>
            {COLUMNS.map(({ count, words }) => (
              <th key={count} scope="col">
                {words}
              </th>
            ))}
            <th scope="col">Chatwoot to here, p95</th>
            <th scope="col">Here to the queue, p95</th>
          </tr>
        </thead>
        <tbody>
          {days.map((of) => (
            <DayRow key={of.day} of={of} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            {COLUMNS.map(({ count }) => (
              <td key={count}>{total.counts[count]}</td>
            ))}
            <td>{lagBoundWords(total.lags.delivery.p95Ms)}</td>
            <td>{lagBoundWords(total.lags.applying.p95Ms)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

const ALARMING: readonly string[] = ['refused', 'deadLettered', 'reconciled']

function DayRow({ of: { day, counts, reasons, lags } }: { of: IntakeDay }) {
  const whys = { refused: reasons?.refused ?? {}, deadLettered: reasons?.deadLettered ?? {} }
  return (
    <tr>
      <th scope="row">{day}</th>
      {COLUMNS.map(({ count }) => {
        const n = counts?.[count] ?? null
        const why = count === 'refused' || count === 'deadLettered' ? reasonWords(whys[count]) : ''
        return (
          <td key={count} class={n !== null && n > 0 && ALARMING.includes(count) ? 'is-over' : undefined}>
            {n ?? '–'}
            {why !== '' && <span class="figure-why">{why}</span>}
          </td>
        )
      })}
      <td>{lagBoundWords(lags.delivery.p95Ms)}</td>
      <td>{lagBoundWords(lags.applying.p95Ms)}</td>
    </tr>
  )
}
