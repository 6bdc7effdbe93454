import { figureInWords, valueInWords } from '#domain/report/words'
import type { HeadFigure } from './figure-shapes.ts'
import { changeOf, type Wanted } from './figure-words.ts'

type Props = { readonly figures: readonly HeadFigure[]; readonly isSmall?: boolean }

/** What is better, where that is no matter of taste. */
const WANTED: Readonly<Record<string, Wanted>> = {
  sla_net: 'more',
  first_response_p50: 'less',
  csat: 'more',
  grade: 'more',
  backlog: 'less',
}

/** The first look at a week. */
export function ReportFigures({ figures, isSmall = false }: Props) {
  return (
    <span class={`report-heads${isSmall ? ' is-small' : ''}`}>
      {figures.map((figure) => (
        <Head key={figure.id} figure={figure} />
      ))}
    </span>
  )
}

function Head({ figure }: { figure: HeadFigure }) {
  const { id, label, value, before, unit, n } = figure
  const change = changeOf({ value, before, unit }, WANTED[id] ?? null)
  return (
    <span class="report-head">
      <span class="report-label">{label}</span>{' '}
      <span class={`report-value${value === null ? ' is-none' : ''}`}>{figureInWords(figure)}</span>{' '}
      <span class="report-beside">
        {value !== null && unit !== 'count' && `n = ${n}`}
        {change !== null && before !== null && (
          <>
            {unit !== 'count' && ', '}
            <span class={`change is-${change.tone}`}>{change.words}</span>
            <span class="sr"> beside {valueInWords(before, unit)} the week before</span>
          </>
        )}
        {value !== null && change === null && unit === 'count' && 'no week before'}
      </span>
    </span>
  )
}
