import { useState } from 'preact/hooks'
import { SECTIONS } from '#domain/report/report'
import type { Api } from './api-client.ts'
import type { ReportAnswer, VerificationAnswer } from './figure-shapes.ts'
import { standingWords } from './figure-words.ts'
import { ago, fullTime } from './format.ts'
import { ActProblem, useActing } from './hands.tsx'
import { CloseIcon } from './icons.tsx'
import { plainText } from './names.ts'
import { ReadAnswer } from './read-answer.tsx'
import { ReportFigures } from './report-figures.tsx'
import { ReportActions, ReportProvenance, ReportSection, ReportUnknown } from './report-parts.tsx'
import { checkReport, copyOfReport, DIFFERENCE_WORDS, reportPath, VERDICT_WORDS } from './report-requests.ts'
import { headsOf, weekName, weekWords } from './report-words.ts'
import { saveFile } from './save-file.ts'
import { useNow } from './server-time.tsx'
import { useAnswer } from './use-answer.ts'
import type { View } from './view-state.ts'

/** A report is made once; it changes only when somebody has it made again. */
const PACE = { everyMs: 300_000 }

type Props = {
  readonly api: Api
  readonly view: View
  readonly week: string
  readonly onClose: () => void
}

/** One week, as everybody may read it, and the ways to check and to keep it. */
export function ReportSheet({ api, view, week, onClose }: Props) {
  const answer = useAnswer<ReportAnswer>(api, reportPath(week, view.account), PACE)
  return (
    <article class="panel report" aria-labelledby="report-title">
      <header class="report-top">
        <h3 id="report-title">{weekName(week)}</h3>
        <span class="quiet">{weekWords(week)}</span>
        <button type="button" class="icon-button" aria-label="Close the report" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      {answer.body === null && answer.failure?.code === 'no_such_report' ? (
        <p class="quiet" role="status">
          No report was made of this week.
        </p>
      ) : (
        <ReadAnswer answer={answer}>
          {({ report }) => (
            <>
              <Ways api={api} view={view} week={week} />
              <ReportStanding {...report} />
              <ReportFigures figures={headsOf(report)} />
              <ReportActions report={report} />
              <ReportUnknown report={report} />
              {SECTIONS.map((section) => (
                <ReportSection key={section} report={report} section={section} />
              ))}
              <ReportProvenance report={report} />
            </>
          )}
        </ReadAnswer>
      )}
    </article>
  )
}

function ReportStanding(report: ReportAnswer['report']) {
  const { timeZone, madeAtMs } = report
  return (
    <p class="quiet report-standing">
      Made {fullTime(madeAtMs)}. {standingWords(report, madeAtMs).replace('just now', 'then')} Days by the clocks of{' '}
      {timeZone}.
    </p>
  )
}

/** Downloads, and the numbers worked out again. */
function Ways({ api, view, week }: Omit<Props, 'onClose'>) {
  const acting = useActing()
  const [found, setFound] = useState<VerificationAnswer | null>(null)
  const { account } = view
  const busy = acting.sending
  const save = async (format: 'html' | 'md'): Promise<void> => {
    const copy = await acting.act(format, () => copyOfReport(api, { week, account, format }))
    if (copy?.file) saveFile(copy.file)
  }
  const check = async (): Promise<void> => {
    const checked = await acting.act('check', () => checkReport(api, { week, account }))
    if (checked?.found) setFound(checked.found)
  }
  return (
    <div class="report-ways">
      <button type="button" class="button is-small" aria-disabled={busy !== null} onClick={() => void check()}>
        {busy === 'check' ? 'Working them out…' : 'Work the numbers out again'}
      </button>
      <button type="button" class="button is-small" aria-disabled={busy !== null} onClick={() => void save('md')}>
        Download Markdown
      </button>
      <button type="button" class="button is-small" aria-disabled={busy !== null} onClick={() => void save('html')}>
        Download HTML
      </button>
      <ActProblem acting={acting} />
      {found !== null && <Found found={found} />}
    </div>
  )
}

const TONES = { same: 'good', corrected: 'warned', tampered: 'late' } as const
const MOST = 12

function Found({ found }: { found: VerificationAnswer }) {
  const nowMs = useNow()
  const { verdict, differences, isAsWritten, numbers, asOfMs } = found
  return (
    <div class={`report-found is-${TONES[verdict]}`} role="status">
      <p>
        <strong>{VERDICT_WORDS[verdict]}</strong> {numbers} numbers and series, looked at {ago(asOfMs, nowMs)}.
      </p>
      {!isAsWritten && <p>The stored file is not the one that was written.</p>}
      {differences.length > 0 && (
        <ul>
          {differences.slice(0, MOST).map(({ id, what }) => (
            <li key={`${id} ${what}`}>
              <code>{plainText(id)}</code>: {DIFFERENCE_WORDS[what] ?? plainText(what)}
            </li>
          ))}
          {differences.length > MOST && <li>and {differences.length - MOST} more</li>}
        </ul>
      )}
    </div>
  )
}
