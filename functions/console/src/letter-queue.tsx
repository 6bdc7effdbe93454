import { useEffect, useRef, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { LetterActions } from './letter-actions.tsx'
import { LetterList } from './letter-list.tsx'
import type { Letter, LetterPage, Tried } from './letter-shapes.ts'
import { codeWords } from './letter-words.ts'
import { ReadAnswer } from './read-answer.tsx'
import { useAnswer } from './use-answer.ts'
import type { View } from './view-state.ts'

type Props = {
  readonly api: Api
  readonly view: View
  readonly queue: string
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** Read when it is opened, and after something was done with it. */
const PACE = { everyMs: 600_000 }
const AT_ONCE = 25

/** One queue: its letters, those of a reason, and what is done with them. */
export function LetterQueuePanel({ api, view, queue, onChanged, onClose }: Props) {
  const [reason, setReason] = useState<string | null>(null)
  const [ticked, setTicked] = useState<readonly string[]>([])
  const [tried, setTried] = useState<readonly Tried[]>([])
  const path = pathOf(view, queue, reason)
  const answer = useAnswer<LetterPage>(api, path, PACE)
  const more = useMore(api, path)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  // One after the other: who reads a queue holds its letters, and whoever reads it meanwhile sees none.
  const wasChanged = useRef(false)
  useEffect(() => {
    if (answer.body === null || !wasChanged.current) return
    wasChanged.current = false
    onChanged()
  }, [answer.body, onChanged])
  const choose = (chosen: string | null): void => {
    setReason(chosen)
    setTicked([])
    setTried([])
  }
  return (
    <section class="panel" aria-labelledby="letters-open">
      <header class="clock-head">
        <h3 id="letters-open" ref={heading} tabIndex={-1}>
          {queue}
        </h3>
        <button type="button" class="button is-small is-quiet" onClick={onClose}>
          Close
        </button>
      </header>
      <ReadAnswer answer={answer}>
        {(page) => {
          const letters = [...page.items, ...more.letters]
          const cursor = more.cursorAfter(page.nextCursor)
          return (
            <>
              <p class="figures-note">{page.again}</p>
              <Reasons page={page} reason={reason} onChoose={choose} />
              <LetterActions
                api={api}
                account={view.account}
                page={page}
                meant={{ ids: ticked, reason }}
                tried={tried}
                onTried={setTried}
                onDone={() => {
                  setTicked([])
                  setTried([])
                  more.forget()
                  wasChanged.current = true
                  answer.readAgain()
                }}
              />
              <LetterList letters={letters} tried={tried} ticked={ticked} view={view} onTicked={setTicked} />
              {more.problem !== null && (
                <p class="act-problem" role="alert">
                  {more.problem}
                </p>
              )}
              {cursor !== null && (
                <button type="button" class="button" onClick={() => more.read(cursor)}>
                  More
                </button>
              )}
            </>
          )
        }}
      </ReadAnswer>
    </section>
  )
}

function pathOf({ account }: View, queue: string, reason: string | null): string {
  const query = new URLSearchParams({ limit: String(AT_ONCE) })
  if (account !== null) query.set('account', account)
  if (reason !== null) query.set('reason', reason)
  return `/v1/dead-letters/${encodeURIComponent(queue)}?${query.toString()}`
}

type ReasonsProps = {
  readonly page: LetterPage
  readonly reason: string | null
  readonly onChoose: (reason: string | null) => void
}

function Reasons({ page: { reasons, letters }, reason, onChoose }: ReasonsProps) {
  if (reasons.length < 2 && reason === null) return null
  const choices = [{ reason: null, letters }, ...reasons]
  return (
    <fieldset class="letter-choices">
      <legend class="sr">Show letters of a reason</legend>
      {choices.map((one) => (
        <button
          key={one.reason ?? ''}
          type="button"
          class="button is-small"
          aria-pressed={one.reason === reason}
          onClick={() => onChoose(one.reason)}
        >
          {one.reason === null ? 'All' : codeWords(one.reason)} {one.letters}
        </button>
      ))}
    </fieldset>
  )
}

type Beyond = {
  readonly path: string
  readonly letters: readonly Letter[]
  readonly cursor: string | null
  readonly problem: string | null
}

/** Pages beyond the first. */
function useMore(api: Api, path: string) {
  const [beyond, setBeyond] = useState<Beyond | null>(null)
  const known = beyond?.path === path ? beyond : null
  const letters = known?.letters ?? []
  return {
    letters,
    problem: known?.problem ?? null,
    cursorAfter: (first: string | null): string | null => (known === null ? first : known.cursor),
    forget: () => setBeyond(null),
    read: (cursor: string): void => {
      void api
        .get<LetterPage>(`${path}&cursor=${encodeURIComponent(cursor)}`)
        .then((result) =>
          setBeyond(
            result.ok
              ? { path, letters: [...letters, ...result.body.items], cursor: result.body.nextCursor, problem: null }
              : { path, letters, cursor, problem: result.failure.detail },
          ),
        )
    },
  }
}
