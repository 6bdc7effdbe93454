import { useCallback, useState } from 'preact/hooks'
import { ago, fullTime } from './format.ts'
import { LetterQueuePanel } from './letter-queue.tsx'
import type { LetterQueue, LetterQueues, LetterRuns } from './letter-shapes.ts'
import { codeWords, goesSoon, lettersWords, runWords } from './letter-words.ts'
import { plainText } from './names.ts'
import type { TabProps } from './operations-page.tsx'
import { ReadAnswer } from './read-answer.tsx'
import { useNow } from './server-time.tsx'
import { accountQuery } from './switch-words.ts'
import { useAnswer } from './use-answer.ts'

/** Seldom: whoever looks holds the letters for as long. */
const PACE = { everyMs: 120_000 }

/** What could not be handled, queue by queue, and what can be done with it. */
export function LettersTab({ api, view }: TabProps) {
  const { account } = view
  const [opened, setOpened] = useState<string | null>(null)
  const answer = useAnswer<LetterQueues>(api, `/v1/dead-letters${accountQuery(account)}`, PACE)
  const runs = useAnswer<LetterRuns>(api, `/v1/dead-letter-runs${accountQuery(account)}`, PACE)
  const { readAgain: readQueues } = answer
  const { readAgain: readRuns } = runs
  const readAgain = useCallback(() => {
    readQueues()
    readRuns()
  }, [readQueues, readRuns])
  return (
    <div class="letters">
      <section class="panel" aria-labelledby="letters-queues">
        <header class="clock-head">
          <h3 id="letters-queues">Dead letters</h3>
          <button type="button" class="button is-small" onClick={readAgain}>
            Look again
          </button>
        </header>
        <p class="figures-note">
          Messages that their worker could not handle, of this account. Nobody is hurt by looking. Each is deleted 14
          days after it came here. Letters that do not tell their account, and the texts of letters, are for the command
          line.
        </p>
        <ReadAnswer answer={answer}>
          {({ items }) => <Queues items={items} opened={opened} onOpen={setOpened} />}
        </ReadAnswer>
      </section>
      {opened !== null && (
        <LetterQueuePanel
          key={`${account} ${opened}`}
          api={api}
          view={view}
          queue={opened}
          onChanged={readAgain}
          onClose={() => setOpened(null)}
        />
      )}
      <section class="panel" aria-labelledby="letters-runs">
        <h3 id="letters-runs">Who did what</h3>
        <ReadAnswer answer={runs}>{(body) => <Runs {...body} />}</ReadAnswer>
      </section>
    </div>
  )
}

type QueuesProps = LetterQueues & { readonly opened: string | null; readonly onOpen: (queue: string) => void }

function Queues({ items, opened, onOpen }: QueuesProps) {
  const lying = items.filter(({ letters, complete }) => letters > 0 || !complete)
  const empty = items.filter((queue) => !lying.includes(queue)).map(({ queue }) => queue)
  return (
    <>
      {lying.length > 0 && (
        <ul class="letter-queues">
          {lying.map((queue) => (
            <QueueRow key={queue.queue} queue={queue} isOpen={queue.queue === opened} onOpen={onOpen} />
          ))}
        </ul>
      )}
      {empty.length > 0 && (
        <p class="quiet">
          {lying.length === 0 ? 'Nothing lies in any queue: ' : 'Nothing lies in '}
          {empty.join(', ')}.
        </p>
      )}
    </>
  )
}

type RowProps = { readonly queue: LetterQueue; readonly isOpen: boolean; readonly onOpen: (queue: string) => void }

function QueueRow({ queue: of, isOpen, onOpen }: RowProps) {
  const nowMs = useNow()
  const { queue, letters, complete, holds, oldestAtMs, reasons } = of
  return (
    <li class="letter-queue">
      <div class="switch-head">
        <span class="switch-title">
          <h4 class="switch-name">{queue}</h4>
          <span class="clock-state is-late">
            {lettersWords(letters)}
            {!complete && ' or more'}
          </span>
          {oldestAtMs !== null && (
            <span class={goesSoon(oldestAtMs, nowMs) ? 'letter-soon' : 'quiet'}>oldest {ago(oldestAtMs, nowMs)}</span>
          )}
        </span>
        <button type="button" class="button is-small" aria-expanded={isOpen} onClick={() => onOpen(queue)}>
          Open<span class="sr"> {queue}</span>
        </button>
      </div>
      <p class="switch-words">Holds {holds}.</p>
      <ul class="letter-reasons" aria-label="Why">
        {reasons.map(({ reason, letters: count }) => (
          <li key={reason}>
            {codeWords(reason)} <strong>{count}</strong>
          </li>
        ))}
      </ul>
    </li>
  )
}

function Runs({ items }: LetterRuns) {
  const nowMs = useNow()
  if (items.length === 0) return <p class="quiet">No letters of this account were sent again or dropped.</p>
  return (
    <ol class="switch-turns">
      {items.map((run) => (
        <li key={`${run.atMs} ${run.id}`}>
          <span dir="auto">{runWords(run)}</span>
          {run.reason !== null && (
            <span class="switch-words" dir="auto">
              {plainText(run.reason)}
            </span>
          )}
          <time dateTime={new Date(run.atMs).toISOString()} title={fullTime(run.atMs)}>
            {ago(run.atMs, nowMs)}
          </time>
        </li>
      ))}
    </ol>
  )
}
