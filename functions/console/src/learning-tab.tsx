import { Fragment } from 'preact'
import { percent } from './format.ts'
import type { KnowledgeProps } from './knowledge-page.tsx'
import type { SignalsAnswer } from './knowledge-shapes.ts'
import { tally } from './knowledge-words.ts'
import { ReadAnswer } from './read-answer.tsx'
import { useAnswer } from './use-answer.ts'

const PACE = { everyMs: 60_000 }
const COUNTED = 100

/** What approvals that ended have taught, in numbers. */
export function LearningTab({ api, view: { account } }: KnowledgeProps) {
  const of = account === null ? '' : `&account=${encodeURIComponent(account)}`
  const answer = useAnswer<SignalsAnswer>(api, `/v1/signals?limit=${COUNTED}${of}`, PACE)
  return (
    <ReadAnswer answer={answer}>
      {({ items, completeness: { share, ended, missing } }) => {
        const real = items.filter(({ seeded }) => !seeded)
        const classes = real.flatMap(({ edit }) => edit?.class ?? [])
        return (
          <div class="compliance">
            <section class="panel" aria-labelledby="learning-complete">
              <h3 id="learning-complete">Complete, last 30 days</h3>
              <p class="compliance-figures">
                <span class={`compliance-net${share === null ? ' is-none' : ''}`}>
                  {share === null ? 'no data yet' : percent(share)}
                </span>
              </p>
              <p class="quiet">
                {share === null
                  ? 'No approval has ended.'
                  : `n = ${ended} approvals that ended; ${missing === 0 ? 'each has its signal' : `${missing} without a signal`}.`}
              </p>
            </section>
            <Counts title="What became of drafts" of={real.map(({ outcome }) => outcome)} n={real.length} />
            <Counts title="How they were edited" of={classes} n={real.length} />
          </div>
        )
      }}
    </ReadAnswer>
  )
}

const Counts = ({ title, of, n }: { title: string; of: readonly string[]; n: number }) => (
  <section class="panel" aria-label={title}>
    <h3>{title}</h3>
    {of.length === 0 ? (
      <p class="quiet">{n === 0 ? 'No data yet.' : 'None of them was edited.'}</p>
    ) : (
      <dl class="approval-terms">
        {tally(of).map(([name, count]) => (
          <Fragment key={name}>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd>{count}</dd>
          </Fragment>
        ))}
      </dl>
    )}
    <p class="quiet">Of the newest {n} signals.</p>
  </section>
)
