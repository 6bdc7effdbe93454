import type { Place, Verdict } from './standing-words.ts'

/** For the eye; the words beside it say the same. */
export function StandingPlot({ place, verdict }: { place: Place | null; verdict: Verdict }) {
  return (
    <svg class="standing-plot" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path class="plot-peers" d="M50 0V16" vector-effect="non-scaling-stroke" />
      {place !== null && (
        <g class={`plot is-${verdict}`}>
          <path d={`M${place.low} 8H${place.high}`} vector-effect="non-scaling-stroke" />
          <path class="plot-at" d={`M${place.at} 8h0`} vector-effect="non-scaling-stroke" />
        </g>
      )}
    </svg>
  )
}
