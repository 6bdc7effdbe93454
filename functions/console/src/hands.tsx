/** What the person in front of the page may do, and how it is done and told. */
import { type ComponentChildren, createContext, type RefObject } from 'preact'
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks'
import type { DeskActions, Outcome } from './desk-actions.ts'

export type Hands = {
  readonly actions: DeskActions
  /** Take, end and judge escalations; put promises away. */
  readonly mayAct: boolean
  readonly mayExcuse: boolean
}
/** Null outside a desk. */
export const HandsContext = createContext<Hands | null>(null)
export const useHands = (): Hands | null => useContext(HandsContext)

const Announce = createContext<(words: string) => void>(() => undefined)

/** Reads results out: what was done is told where the eye does not have to find it. */
export function Announcer({ children }: { children: ComponentChildren }) {
  const [said, setSaid] = useState({ words: '', turn: 0 })
  const announce = useCallback((words: string) => setSaid(({ turn }) => ({ words, turn: turn + 1 })), [])
  return (
    <Announce.Provider value={announce}>
      {children}
      <div class="sr" role="status">
        {/* a new element each time: the same words twice are said twice */}
        <span key={said.turn}>{said.words}</span>
      </div>
    </Announce.Provider>
  )
}

export type Acting = {
  /** What is being sent. */
  readonly sending: string | null
  /** Why the last one was not done. */
  readonly problem: string | null
  /** Sends one at a time; others are left aside meanwhile. */
  readonly act: <Result extends Outcome>(name: string, work: () => Promise<Result>) => Promise<Result | null>
}

/** One place that acts: its buttons share what is being sent and what went wrong. */
export function useActing(): Acting {
  const announce = useContext(Announce)
  const [state, setState] = useState<Pick<Acting, 'sending' | 'problem'>>({ sending: null, problem: null })
  const busy = useRef(false)
  const act: Acting['act'] = async (name, work) => {
    if (busy.current) return null
    busy.current = true
    setState({ sending: name, problem: null })
    const outcome = await work()
    busy.current = false
    setState({ sending: null, problem: outcome.ok ? null : outcome.words })
    // a problem is shown as an alert, which is read out by itself
    if (outcome.ok) announce(outcome.words)
    return outcome
  }
  return { ...state, act }
}

/** The focus of a button that went away with what it did goes to `place`, which should stay. */
export function useKeptFocus<Place extends HTMLElement>({ sending }: Acting): RefObject<Place> {
  const place = useRef<Place>(null)
  const wasSending = useRef(false)
  useEffect(() => {
    if (sending === null && wasSending.current && document.activeElement === document.body) place.current?.focus()
    wasSending.current = sending !== null
  }, [sending])
  return place
}

type ActButtonProps = {
  readonly words: string
  readonly sendingWords: string
  readonly acting: Acting
  readonly work: () => Promise<Outcome>
  readonly isMain?: boolean
  readonly isPressed?: boolean
  /** What it is about, for those who hear it among others. */
  readonly about?: string
}

/** Not `disabled` while sending, which would take the focus away: it says so and does nothing. */
export function ActButton({ words, sendingWords, acting, work, isMain = false, isPressed, about }: ActButtonProps) {
  const sends = acting.sending === words
  return (
    <button
      type="button"
      class={`button is-small${isMain ? ' is-strong' : ''}`}
      aria-disabled={acting.sending !== null}
      aria-pressed={isPressed}
      onClick={() => void acting.act(words, work)}
    >
      {sends ? sendingWords : words}
      {about !== undefined && <span class="sr"> {about}</span>}
    </button>
  )
}

/** What went wrong, in words. */
export const ActProblem = ({ acting }: { acting: Acting }) =>
  acting.problem === null ? null : (
    <p class="act-problem" role="alert">
      {acting.problem}
    </p>
  )
