import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { ActButton, type Acting, ActProblem, useActing, useKeptFocus } from './hands.tsx'
import { carryOut, type Order, tryOut } from './letter-orders.ts'
import type { LetterPage, Tried } from './letter-shapes.ts'
import { lettersWords, type Meant, meantWords, triedWords } from './letter-words.ts'

const LONGEST_REASON = 200

type Props = {
  readonly api: Api
  readonly account: string | null
  readonly page: LetterPage
  readonly meant: Meant
  readonly tried: readonly Tried[]
  readonly onTried: (tried: readonly Tried[]) => void
  readonly onDone: () => void
}
type What = Order['what']

/** Looks at what sending would do, sends, drops: the ticked letters, those of the reason on screen, or all. */
export function LetterActions(props: Props) {
  const { api, account, page, meant, tried, onTried } = props
  const acting = useActing()
  const place = useKeptFocus<HTMLDivElement>(acting)
  const [asking, setAsking] = useState<What | null>(null)
  const [more, setMore] = useState(0)
  const [ended, setEnded] = useState<string | null>(null)
  const count = meant.ids.length > 0 ? meant.ids.length : countOf(page, meant)
  const about = meantWords(meant, count)
  const order = (what: What): Order => ({ account, queue: page.queue, what, meant })
  if (count === 0 && ended === null) return null
  return (
    <div class="letter-actions" ref={place} tabIndex={-1}>
      <p class="letter-meant">
        Meant: {about}.{meant.ids.length === 0 && ' Tick letters to mean these alone.'}
      </p>
      {asking === null && count > 0 && (
        <div class="letter-buttons">
          {page.canRehearse && (
            <ActButton
              words="Try out"
              sendingWords="Trying…"
              about={about}
              acting={acting}
              work={async () => {
                setEnded(null)
                const outcome = await tryOut(order('redrive'), api)
                if (outcome.tried !== null) {
                  onTried(outcome.tried.items)
                  setMore(outcome.tried.left)
                }
                return outcome
              }}
            />
          )}
          {page.canRedrive && <Ask words="Send again…" about={about} onAsk={() => setAsking('redrive')} />}
          <Ask words="Drop…" about={about} onAsk={() => setAsking('drop')} />
        </div>
      )}
      {tried.length > 0 && (
        <p class="letter-tried" role="status">
          {triedWords(tried)}.{more > 0 && ` ${more} more were not looked at.`} Nothing was changed.
        </p>
      )}
      {asking !== null && (
        <Asking
          {...{ api, acting, about }}
          order={order(asking)}
          onEnd={(words) => {
            setAsking(null)
            setEnded(words)
            if (words !== null) props.onDone()
          }}
        />
      )}
      {ended !== null && <p class="letter-tried">{ended}</p>}
      <ActProblem acting={acting} />
    </div>
  )
}

const countOf = ({ letters, reasons }: LetterPage, { reason }: Meant): number =>
  reason === null ? letters : (reasons.find((one) => one.reason === reason)?.letters ?? 0)

const Ask = ({ words, about, onAsk }: { words: string; about: string; onAsk: () => void }) => (
  <button type="button" class="button is-small" onClick={onAsk}>
    {words}
    <span class="sr"> {about}</span>
  </button>
)

type AskingProps = {
  readonly api: Api
  readonly acting: Acting
  readonly about: string
  readonly order: Order
  /** Null: nothing was done. */
  readonly onEnd: (words: string | null) => void
}

/** Why; and of a drop, that it is meant. Progress, and a way to stop between two requests. */
function Asking({ api, acting, about, order, onEnd }: AskingProps) {
  const [reason, setReason] = useState('')
  const [isSure, setIsSure] = useState(false)
  const [progress, setProgress] = useState<{ readonly done: number; readonly left: number } | null>(null)
  const stopped = useRef(false)
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const isDrop = order.what === 'drop'
  const isReady = reason.trim() !== '' && (!isDrop || isSure)
  const isSending = acting.sending !== null
  const send = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (!isReady) return field.current?.focus()
    const going = {
      reason: reason.trim(),
      isStopped: () => stopped.current,
      onProgress: (done: number, left: number) => setProgress({ done, left }),
    }
    const outcome = await acting.act(order.what, () => carryOut(order, going, api))
    if (outcome !== null) onEnd(outcome.ok ? outcome.words : '')
  }
  return (
    <form
      class="switch-asking"
      onSubmit={(event) => void send(event)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isSending) onEnd(null)
      }}
    >
      <p>
        {isDrop
          ? `Deletes ${about} for good. What is kept of each: ids, reason, age and a digest of its text.`
          : `Sends ${about} to where they came from, 20 a second. Try it out before, if it is not clear what that does.`}
      </p>
      {isDrop && (
        <label class="letter-sure">
          <input type="checkbox" checked={isSure} onChange={(event) => setIsSure(event.currentTarget.checked)} />
          <span>I know that this cannot be taken back</span>
        </label>
      )}
      <div class="reason">
        <label>
          <span class="sr">Reason, without a customer's words</span>
          <input
            ref={field}
            type="text"
            placeholder="Reason, without a customer's words"
            required
            maxLength={LONGEST_REASON}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button is-small is-strong" aria-disabled={!isReady || isSending}>
          {isSending ? 'Working…' : isDrop ? 'Drop' : 'Send again'}
        </button>
        <button
          type="button"
          class="button is-small is-quiet"
          onClick={() => {
            if (isSending) stopped.current = true
            else onEnd(null)
          }}
        >
          {isSending ? 'Stop' : 'Cancel'}
        </button>
      </div>
      {progress !== null && (
        <p class="quiet" role="status">
          {lettersWords(progress.done)} done, {progress.left} left.
        </p>
      )}
    </form>
  )
}
