import type { FiguresTabProps } from './figures-page.tsx'
import { ago } from './format.ts'
import { CloseIcon, InboxIcon } from './icons.tsx'
import { Notice } from './notices.tsx'
import { reviewsPath } from './quality-requests.ts'
import type { BlindGrade, ReviewsAnswer } from './quality-shapes.ts'
import { ReadAnswer } from './read-answer.tsx'
import { ScorecardForm } from './scorecard-form.tsx'
import { useNow } from './server-time.tsx'
import { useAnswer } from './use-answer.ts'
import { type View, writeView } from './view-state.ts'

const PACE = { everyMs: 30_000 }

/** What was drawn for whoever looks, the oldest first: it is worked from the top. */
export function ReviewList({ api, view, navigate }: FiguresTabProps) {
  const { account, opened } = view
  const answer = useAnswer<ReviewsAnswer>(api, reviewsPath(account), PACE)
  const items = answer.body?.items ?? []
  const item = items.find(({ id }) => id === opened)
  const next = (): void => {
    answer.readAgain()
    const at = items.findIndex(({ id }) => id === opened)
    navigate({ opened: (items[at + 1] ?? items.find(({ id }) => id !== opened))?.id ?? null })
  }
  return (
    <div class={`graded${item === undefined ? '' : ' has-opened'}`}>
      <section class="graded-list" aria-label="To review">
        <ReadAnswer answer={answer}>
          {() =>
            items.length === 0 ? (
              <Notice icon={<InboxIcon />} title="Nothing to review">
                <p>A sample of what is resolved is drawn for reviewers. Conversations of your own are not among it.</p>
              </Notice>
            ) : (
              <>
                <p class="quiet">
                  {items.length} drawn. Please work from the top: leaving out the dull ones makes the mean wrong.
                </p>
                <ol class="approval-rows">
                  {items.map((one) => (
                    <Row key={one.id} item={one} view={view} />
                  ))}
                </ol>
              </>
            )
          }
        </ReadAnswer>
      </section>
      {item !== undefined && (
        <article class="panel grade-sheet" aria-labelledby="review-title">
          <header class="report-top">
            <h3 id="review-title">Conversation #{item.conversationId}</h3>
            <span />
            <button
              type="button"
              class="icon-button"
              aria-label="Close the scorecard"
              onClick={() => navigate({ opened: null })}
            >
              <CloseIcon />
            </button>
          </header>
          <ScorecardForm key={item.id} api={api} account={account} item={item} onGiven={next} />
        </article>
      )}
    </div>
  )
}

function Row({ item: { id, conversationId, resolvedAtMs, week, wanted }, view }: { item: BlindGrade; view: View }) {
  const nowMs = useNow()
  return (
    <li>
      <a
        class="approval-row grade-row"
        href={writeView({ ...view, opened: id })}
        aria-current={view.opened === id ? 'true' : undefined}
      >
        <span class="approval-row-head">
          <strong>#{conversationId}</strong>
          <span>resolved {ago(resolvedAtMs, nowMs)}</span>
        </span>
        <span class="approval-marks">
          <span>{week}</span>
          {wanted > 1 && <span>reviewed by two</span>}
        </span>
      </a>
    </li>
  )
}
