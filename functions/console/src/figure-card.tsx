import { figureInWords, valueInWords } from '#domain/report/words'
import type { Figures } from './figure-shapes.ts'
import { BARS, type BarTerms, changeOf, meterOf } from './figure-words.ts'
import type { FigureTerms } from './overview-terms.ts'

type Props = { readonly terms: FigureTerms; readonly now: Figures; readonly before: Figures | null }

/** One figure: how much, of how many, beside the days before and beside its bar. */
export function FigureCard({ terms: { name, words, unit, wanted, of }, now, before }: Props) {
  const figure = now[name]
  const value = figure?.value ?? null
  const then = before?.[name]?.value ?? null
  const change = changeOf({ value, before: then, unit }, wanted)
  const bar = BARS[name]
  return (
    <li class="figure-card">
      <span class="figure-name">{words}</span>
      <span class={`figure-value${value === null ? ' is-none' : ''}`}>
        {figureInWords({ value, unit, reason: figure?.reason ?? null })}
      </span>
      <span class="figure-beside">
        {value !== null && of !== '' && `${valueInWords(figure?.n ?? 0, 'count')} ${of}`}
        {change !== null && then !== null && (
          <>
            {of !== '' && ' · '}
            <span class={`change is-${change.tone}`}>{change.words}</span>
            <span class="sr"> beside {valueInWords(then, unit)} before</span>
          </>
        )}
        {value !== null && change === null && before !== null && `${of === '' ? '' : ' · '}nothing before`}
      </span>
      {bar !== undefined && <Meter value={value} terms={bar} words={valueInWords(bar.bar, unit)} />}
    </li>
  )
}

function Meter({ value, terms, words }: { value: number | null; terms: BarTerms; words: string }) {
  const meter = meterOf(value, terms)
  const bar = `${terms.wanted === 'more' ? 'at least' : 'under'} ${words}`
  if (meter === null) return <span class="figure-beside">bar: {bar}</span>
  return (
    <>
      <svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="meter-ground" width="100" height="10" rx="2" />
        <rect class={`meter-fill${meter.isMet ? '' : ' is-missed'}`} width={meter.at} height="10" rx="2" />
        <path class="meter-bar" d={`M${meter.bar} 0V10`} vector-effect="non-scaling-stroke" />
      </svg>
      <span class="figure-beside">
        {meter.isMet ? 'reaches' : 'misses'} its bar: {bar}
      </span>
    </>
  )
}
