import { useCallback, useState } from 'preact/hooks'
import type { FiguresTabProps } from './figures-page.tsx'
import { ago } from './format.ts'
import { GradeSheet } from './grade-sheet.tsx'
import { StarIcon } from './icons.tsx'
import { Notice } from './notices.tsx'
import { readGrades } from './quality-requests.ts'
import type { ListedGrade } from './quality-shapes.ts'
import { countedWords, DISPUTE_WORDS } from './quality-words.ts'
import { ReadAnswer } from './read-answer.tsx'
import type { Pages } from './read-pages.ts'
import { useNow } from './server-time.tsx'
import { useReading } from './use-answer.ts'
import { type View, writeView } from './view-state.ts'

const PACE = { everyMs: 60_000 }
const AT_ONCE = 25

/** Grades of the last 30 days, newest first, and one of them opened. */
export function GradeList(props: FiguresTabProps) {
  const { api, view, navigate } = props
  const { account, opened } = view
  const [most, setMost] = useState(AT_ONCE)
  const read = useCallback(
    (_path: string) => readGrades(api, { account, most, nowMs: Date.now() }),
    [api, account, most],
  )
  const answer = useReading<Pages<ListedGrade>>(read, `grades ${account}`, PACE)
  return (
    <div class={`graded${opened === null ? '' : ' has-opened'}`}>
      <section class="graded-list" aria-label="Grades">
        <ReadAnswer answer={answer}>
          {({ items, hasMore }) => (
            <>
              {items.length === 0 ? <Nothing /> : <Rows items={items} view={view} />}
              {hasMore && (
                <button type="button" class="button" onClick={() => setMost(most + AT_ONCE)}>
                  Earlier ones
                </button>
              )}
            </>
          )}
        </ReadAnswer>
      </section>
      {opened !== null && (
        <GradeSheet
          key={opened}
          {...props}
          id={opened}
          onChanged={answer.readAgain}
          onClose={() => navigate({ opened: null })}
        />
      )}
    </div>
  )
}

const Nothing = () => (
  <Notice icon={<StarIcon />} title="No grade to see in the last 30 days">
    <p>
      Conversations are graded when they are resolved. Operators see theirs at once, leads a day later, or as soon as
      one is disputed.
    </p>
  </Notice>
)

export const Rows = ({ items, view }: { items: readonly ListedGrade[]; view: View }) => (
  <ol class="approval-rows">
    {items.map((item) => (
      <Row key={item.id} item={item} view={view} />
    ))}
  </ol>
)

function Row({ item, view }: { item: ListedGrade; view: View }) {
  const nowMs = useNow()
  const { id, conversationId, resolvedAtMs } = item
  return (
    <li>
      <a
        class={`approval-row grade-row${!item.blind && item.dispute?.state === 'open' ? ' is-over' : ''}`}
        href={writeView({ ...view, opened: id })}
        aria-current={view.opened === id ? 'true' : undefined}
      >
        <span class="approval-row-head">
          <strong>#{conversationId}</strong>
          <span>resolved {ago(resolvedAtMs, nowMs)}</span>
        </span>
        <span>{item.blind ? 'To be reviewed by you: what others say is not shown before' : countedWords(item)}</span>
        {!item.blind && (
          <span class="approval-marks">
            {item.dispute !== null && <span>{DISPUTE_WORDS[item.dispute.state]}</span>}
            {item.reviews.length > 0 && (
              <span>
                {item.reviews.length} {item.reviews.length === 1 ? 'review' : 'reviews'}
              </span>
            )}
            {item.reviews.some(({ coaching }) => coaching !== null) && <span>coaching note</span>}
            <span>rubric {item.rubricVersion}</span>
          </span>
        )}
      </a>
    </li>
  )
}
