import { useCallback, useState } from 'preact/hooks'
import type { ListedReport } from './figure-shapes.ts'
import type { FiguresTabProps } from './figures-page.tsx'
import { ago } from './format.ts'
import { InboxIcon } from './icons.tsx'
import { Notice } from './notices.tsx'
import { ReadAnswer } from './read-answer.tsx'
import type { Pages } from './read-pages.ts'
import { ReportFigures } from './report-figures.tsx'
import { readReports } from './report-requests.ts'
import { ReportSheet } from './report-sheet.tsx'
import { weekName, weekWords } from './report-words.ts'
import { useNow } from './server-time.tsx'
import { useReading } from './use-answer.ts'
import { type View, writeView } from './view-state.ts'

const PACE = { everyMs: 60_000 }
const AT_ONCE = 13

/** The weeks that have a report, and one of them opened. */
export function ReportsTab({ api, view, navigate }: FiguresTabProps) {
  const { account, opened } = view
  const [most, setMost] = useState(AT_ONCE)
  const read = useCallback((_path: string) => readReports(api, { account, most }), [api, account, most])
  const answer = useReading<Pages<ListedReport>>(read, `reports ${account}`, PACE)
  return (
    <div class={`reports${opened === null ? '' : ' has-opened'}`}>
      <section class="reports-list" aria-label="Weeks">
        <ReadAnswer answer={answer}>
          {({ items, hasMore }) => (
            <>
              <Weeks items={items} view={view} />
              {hasMore && (
                <button type="button" class="button" onClick={() => setMost(most + AT_ONCE)}>
                  Earlier weeks
                </button>
              )}
            </>
          )}
        </ReadAnswer>
      </section>
      {opened !== null && (
        <ReportSheet key={opened} api={api} view={view} week={opened} onClose={() => navigate({ opened: null })} />
      )}
    </div>
  )
}

function Weeks({ items, view }: { items: readonly ListedReport[]; view: View }) {
  if (items.length === 0)
    return (
      <Notice icon={<InboxIcon />} title="No week has a report yet">
        <p>
          The first one is made on Monday at 07:00 by the account's clocks. An admin can have last week's made at once:{' '}
          <code>npm run ops -- report make</code>
        </p>
      </Notice>
    )
  return (
    <ol class="report-weeks">
      {items.map((item) => (
        <Week key={item.week} item={item} view={view} />
      ))}
    </ol>
  )
}

function Week({ item: { week, heads, madeAtMs, toldAtMs }, view }: { item: ListedReport; view: View }) {
  const nowMs = useNow()
  return (
    <li>
      <a
        class="report-week"
        href={writeView({ ...view, opened: week })}
        aria-current={view.opened === week ? 'true' : undefined}
      >
        <span class="report-week-head">
          <strong>{weekName(week)}</strong>
          <span class="quiet">{weekWords(week)}</span>
        </span>
        <ReportFigures figures={heads} isSmall />
        <span class="quiet report-week-told">
          Made {ago(madeAtMs, nowMs)},{' '}
          {toldAtMs === null ? 'nobody was told' : `people were told ${ago(toldAtMs, nowMs)}`}
        </span>
      </a>
    </li>
  )
}
