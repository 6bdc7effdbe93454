import { CLOCK_WORDS } from './clock-words.ts'
import { countWords, dayBar, dayLine, dayParts, shareWords, VERDICT_WORDS, verdictOf } from './sla-words.ts'
import type { ClockCompliance, ComplianceAnswer, DayFigures } from './watch-shapes.ts'

const TONES = { met: 'good', missed: 'late', no_data: 'plain' } as const

/** A card for each clock: the share of the whole time, and day by day against the target. */
export function Compliance({ answer: { clocks, targetPercent } }: { answer: ComplianceAnswer }) {
  return (
    <div class="compliance">
      {clocks.map((one) => (
        <Card key={one.clock} of={one} targetPercent={targetPercent} />
      ))}
    </div>
  )
}

function Card({ of: { clock, total, days }, targetPercent }: { of: ClockCompliance; targetPercent: number }) {
  const verdict = verdictOf(total, targetPercent)
  return (
    <section class="panel compliance-card" aria-label={CLOCK_WORDS[clock]}>
      <header class="clock-head">
        <h3>{CLOCK_WORDS[clock]}</h3>
        <span class={`clock-state is-${TONES[verdict]}`}>{VERDICT_WORDS[verdict]}</span>
      </header>
      <p class="compliance-figures">
        <span class={`compliance-net${total.net === null ? ' is-none' : ''}`}>{shareWords(total.net)}</span>
        {total.net !== null && <span class="quiet">net</span>}
        {total.raw !== null && <span class="quiet">{shareWords(total.raw)} raw</span>}
      </p>
      <p class="quiet compliance-count">
        {countWords(total)} · target {targetPercent} %
      </p>
      <Days days={days} targetPercent={targetPercent} />
    </section>
  )
}

const DAY_WIDTH = 100
const BAR_WIDTH = 56

function Days({ days, targetPercent }: { days: readonly DayFigures[]; targetPercent: number }) {
  return (
    <div class="days">
      <svg
        class="days-chart"
        viewBox={`0 0 ${days.length * DAY_WIDTH} 100`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        {days.map((figures, index) => (
          <DayBar key={figures.day} figures={figures} x={index * DAY_WIDTH + (DAY_WIDTH - BAR_WIDTH) / 2} />
        ))}
        <line
          class="target-line"
          x1="0"
          x2={days.length * DAY_WIDTH}
          y1={100 - targetPercent}
          y2={100 - targetPercent}
          vector-effect="non-scaling-stroke"
        />
      </svg>
      <ul class="days-words" aria-label="Day by day">
        {days.map((figures) => (
          <li key={figures.day} title={dayLine(figures)}>
            {dayParts(figures.day).map((part) => (
              <span key={part} aria-hidden="true">
                {part}
              </span>
            ))}
            <span class="sr">{dayLine(figures)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A day without data is an empty frame, which is not a bar of no height. */
function DayBar({ figures, x }: { figures: DayFigures; x: number }) {
  const bar = dayBar(figures)
  const box = { x, width: BAR_WIDTH }
  if (bar === null) return <rect class="day-none" {...box} y="1" height="98" vector-effect="non-scaling-stroke" />
  return (
    <>
      <rect class="day-ground" {...box} y="0" height="100" />
      <rect class="day-raw" {...box} y={100 - bar.raw} height={bar.raw} />
      <rect class="day-net" {...box} y={100 - bar.raw - bar.more} height={bar.more} />
    </>
  )
}
