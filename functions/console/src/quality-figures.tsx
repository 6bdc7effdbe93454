import { useState } from 'preact/hooks'
import type { Dimension } from '#domain/quality/quality-policy'
import type { FiguresTabProps } from './figures-page.tsx'
import { percent } from './format.ts'
import type { QualityAnswer } from './quality-shapes.ts'
import { DIMENSION_WORDS, DIMENSIONS, gateWords, kappaWords, meanWords, scoreWords } from './quality-words.ts'
import { ReadAnswer } from './read-answer.tsx'
import { queryOf } from './read-pages.ts'
import { useAnswer } from './use-answer.ts'

const PACE = { everyMs: 60_000 }
const WEEKS = [1, 4, 8, 13] as const

/** What the reviewed sample says of all, and whether the machine counts beside people. */
export function QualityFigures({ api, view: { account } }: FiguresTabProps) {
  const [weeks, setWeeks] = useState<number>(4)
  const answer = useAnswer<QualityAnswer>(api, `/v1/quality${queryOf({ account, weeks })}`, PACE)
  return (
    <>
      <label class="plain-choice">
        Weeks, this one among them
        <select value={String(weeks)} onChange={(event) => setWeeks(Number(event.currentTarget.value))}>
          {WEEKS.map((one) => (
            <option key={one} value={String(one)}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <ReadAnswer answer={answer}>
        {(body) => (
          <>
            <Mean body={body} />
            <Agreement body={body} />
          </>
        )}
      </ReadAnswer>
    </>
  )
}

function Mean({ body }: { body: QualityAnswer }) {
  const { score, drawn, reviewed, machine, machineCounts, disputes, weeks, isRunning, rubricVersion } = body
  const by =
    score.by === 'assisted' ? 'by reviews of a sample, made surer by the rubric' : 'by reviews of a sample alone'
  return (
    <section class="panel" aria-labelledby="quality-mean">
      <h3 id="quality-mean">All conversations, as the sample tells</h3>
      <p class={`quality-mean${score.mean === null ? ' is-none' : ''}`}>{scoreWords(score.mean)}</p>
      <p>{meanWords(body)}</p>
      {score.interval !== null && <Interval {...score.interval} mean={score.mean ?? 0} />}
      <p class="quiet">
        {weeks.length > 1 && `${weeks.at(-1)} to `}
        {weeks[0]}
        {isRunning ? ', which still runs' : ''}; {score.mean === null ? '' : `${by}; `}rubric {rubricVersion}.
      </p>
      <dl class="intake-facts">
        <Fact name="Drawn for a review" words={String(drawn)} />
        <Fact name="Reviewed of them" words={`${reviewed} of ${drawn}`} />
        <Fact
          name={machineCounts ? 'By the rubric' : 'By the rubric, does not count now'}
          words={machine.mean === null ? 'no data' : `${scoreWords(machine.mean)}, n = ${machine.n}`}
        />
        <Fact name="Could not be graded" words={`${machine.cannotGrade} of ${machine.n + machine.cannotGrade}`} />
        <Fact
          name="Disputes"
          words={`${disputes.open} open, ${disputes.upheld} upheld, ${disputes.corrected} corrected`}
        />
      </dl>
    </section>
  )
}

function Interval({ from, to, mean }: { from: number; to: number; mean: number }) {
  return (
    <svg class="standing-plot quality-interval" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
      <path class="plot-peers" d="M0 8H100" vector-effect="non-scaling-stroke" />
      <g class="plot is-better">
        <path d={`M${from} 8H${to}`} vector-effect="non-scaling-stroke" />
        <path class="plot-at" d={`M${mean} 8h0`} vector-effect="non-scaling-stroke" />
      </g>
    </svg>
  )
}

const Fact = ({ name, words }: { name: string; words: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{words}</dd>
  </div>
)

function Agreement({ body }: { body: QualityAnswer }) {
  return (
    <section class="panel" aria-labelledby="quality-agreement">
      <header class="heat-head">
        <h3 id="quality-agreement">How far grades agree</h3>
        <span class={`clock-state is-${body.machineCounts ? 'good' : 'warned'}`}>
          {body.machineCounts ? 'The rubric’s grades count' : 'The rubric’s grades do not count now'}
        </span>
      </header>
      <p class="figures-note">
        Kappa is 1 where two always agree, and 0 where they agree as dice would. Where it is too low, or reviews are too
        few, only people's grades count.
      </p>
      <div class="table-scroll">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Rubric and people: kappa</th>
              <th scope="col">95 % sure above</th>
              <th scope="col">Same grade</th>
              <th scope="col">Pairs</th>
              <th scope="col">Two people: kappa</th>
              <th scope="col">The rubric</th>
            </tr>
          </thead>
          <tbody>
            {DIMENSIONS.map((dimension) => (
              <Row key={dimension} dimension={dimension} body={body} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Row({ dimension, body }: { dimension: Dimension; body: QualityAnswer }) {
  const gate = body.gates[dimension]
  const { n, kappa, atLeast, same } = gate.agreement
  const people = body.calibration[dimension]
  return (
    <tr>
      <th scope="row">{DIMENSION_WORDS[dimension]}</th>
      <td data-words="Rubric and people: kappa">{kappaWords(kappa)}</td>
      <td data-words="95 % sure above">{kappaWords(atLeast)}</td>
      <td data-words="Same grade">{same === null ? '–' : percent(same)}</td>
      <td data-words="Pairs">{n}</td>
      <td data-words="Two people: kappa">
        <span>
          {kappaWords(people.kappa)} <span class="quiet">({people.n})</span>
        </span>
      </td>
      <td data-words="The rubric">{gateWords(gate)}</td>
    </tr>
  )
}
