import { useCallback, useState } from 'preact/hooks'
import type { FiguresTabProps } from './figures-page.tsx'
import { Rows } from './grade-list.tsx'
import { GradeSheet } from './grade-sheet.tsx'
import { InboxIcon } from './icons.tsx'
import { Notice } from './notices.tsx'
import { type Disputed, readDisputes } from './quality-requests.ts'
import { ReadAnswer } from './read-answer.tsx'
import { useReading } from './use-answer.ts'

const PACE = { everyMs: 60_000 }
/** Grades that are looked through for disputes. */
const AT_ONCE = 400

/** Those that wait for somebody to decide come first. */
export function DisputeList(props: FiguresTabProps) {
  const { api, view, navigate } = props
  const { account, opened } = view
  const [most, setMost] = useState(AT_ONCE)
  const read = useCallback(
    (_path: string) => readDisputes(api, { account, most, nowMs: Date.now() }),
    [api, account, most],
  )
  const answer = useReading<Disputed>(read, `disputes ${account}`, PACE)
  return (
    <div class={`graded${opened === null ? '' : ' has-opened'}`}>
      <section class="graded-list" aria-label="Disputes">
        <ReadAnswer answer={answer}>
          {({ items, looked, hasMore }) => (
            <>
              {items.length === 0 ? (
                <Notice icon={<InboxIcon />} title="Nobody disputes a grade">
                  <p>Looked through the newest {looked} grades of the last 30 days.</p>
                </Notice>
              ) : (
                <Rows items={items} view={view} />
              )}
              {hasMore && (
                <button type="button" class="button" onClick={() => setMost(most + AT_ONCE)}>
                  Look through earlier ones
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
