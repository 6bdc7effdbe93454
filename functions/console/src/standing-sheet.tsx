import type { AspectStanding, BarStanding, OperatorStanding } from './figure-shapes.ts'
import { CloseIcon } from './icons.tsx'
import { Beside } from './standing-groups.tsx'
import { StandingPlot } from './standing-plot.tsx'
import {
  ASPECT_MEANINGS,
  aspectWords,
  BAR_TONES,
  BAR_WORDS,
  barWords,
  besidePeersWords,
  operatorName,
  ownWords,
  placesOf,
  rankWords,
  VERDICT_TONES,
  VERDICT_WORDS,
} from './standing-words.ts'

type Props = {
  readonly operator: OperatorStanding
  readonly isOwn: boolean
  /** Null: there is nothing behind it. */
  readonly onClose: (() => void) | null
}

/** One person, in everything that is looked at. */
export function OperatorSheet({ operator, isOwn, onClose }: Props) {
  return (
    <section class="panel standing-sheet" aria-labelledby="standing-person">
      <header class="report-top">
        <h3 id="standing-person" dir="auto">
          {isOwn ? 'You' : operatorName(operator)}
        </h3>
        <span />
        {onClose !== null && (
          <button type="button" class="icon-button" aria-label="Back to all operators" onClick={onClose}>
            <CloseIcon />
          </button>
        )}
      </header>
      <ul class="standing-bars">
        {operator.bars.map((bar) => (
          <Bar key={bar.aspect} bar={bar} />
        ))}
      </ul>
      <ul class="standing-rows">
        {operator.aspects.map((standing) => (
          <Aspect key={standing.aspect} operator={operator} standing={standing} />
        ))}
      </ul>
    </section>
  )
}

const Bar = ({ bar }: { bar: BarStanding }) => (
  <li>
    <span class="quiet">{aspectWords(bar.aspect)}</span>
    <span class={`clock-state is-${BAR_TONES[bar.standing]}`}>{BAR_WORDS[bar.standing]}</span>
    <span>{barWords(bar)}</span>
  </li>
)

function Aspect({ operator, standing }: { operator: OperatorStanding; standing: AspectStanding }) {
  const { aspect, verdict } = standing
  const rank = rankWords(standing)
  return (
    <li class="standing-row">
      <span class="standing-name">
        {aspectWords(aspect)} <span class={`clock-state is-${VERDICT_TONES[verdict]}`}>{VERDICT_WORDS[verdict]}</span>
      </span>
      <span class="standing-own">{ownWords(standing)}</span>
      <StandingPlot place={placesOf([standing]).get(standing) ?? null} verdict={verdict} />
      <span class="standing-words">
        {besidePeersWords(standing)}
        {rank !== null && `; ${rank}`}
      </span>
      <span class="quiet standing-meaning">{ASPECT_MEANINGS[aspect]}</span>
      <Beside operator={operator} beside={standing.beside} />
    </li>
  )
}
