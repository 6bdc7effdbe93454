import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import type { Me } from './api-shapes.ts'
import { ActButton, type Acting, ActProblem, useActing, useKeptFocus } from './hands.tsx'
import { reaches } from './permissions.ts'
import { useNow } from './server-time.tsx'
import type { ListedSwitch } from './switch-shapes.ts'
import { offOf, offWords, switchName, turn } from './switch-words.ts'

const LONGEST_REASON = 200
const OUTAGE = 'outage'

type Props = {
  readonly api: Api
  readonly account: string | null
  readonly me: Me
  readonly one: ListedSwitch
  /** Why it does nothing although it is on. */
  readonly stopped?: string | null
  readonly headingId?: string
  readonly onTurned: () => void
}

/** One switch: what it stops, whether it is off and why, and turning it. */
export function SwitchRow(props: Props) {
  const { one, me, headingId, stopped = null } = props
  const nowMs = useNow()
  const acting = useActing()
  const row = useKeptFocus<HTMLLIElement>(acting)
  const [isAsking, setIsAsking] = useState(false)
  const off = offOf(one)
  const isOutage = one.name === OUTAGE
  const isStopped = off === null && stopped !== null
  const state = isStopped ? 'Stopped' : (off === null) === isOutage ? 'Off' : 'On'
  const tone = off !== null ? 'late' : isStopped ? 'warned' : 'plain'
  return (
    <li class={`switch${off === null ? '' : ' is-off'}`} ref={row} tabIndex={-1}>
      <div class="switch-head">
        <span class="switch-title">
          <h4 class="switch-name" {...(headingId === undefined ? {} : { id: headingId })}>
            {switchName(one.name)}
          </h4>
          <span class={`clock-state is-${tone}`}>{state}</span>
          <code class="switch-code">{one.name}</code>
        </span>
        {reaches(me.role, one.least) && !isAsking && (
          <Turning {...props} acting={acting} isOutage={isOutage} onAsk={() => setIsAsking(true)} />
        )}
      </div>
      <p class="switch-words">
        {isOutage ? (off === null ? 'Would stop: ' : 'Stops: ') : ''}
        {one.stops}
      </p>
      {isStopped && <p class="switch-stopped">{stopped}</p>}
      {off !== null && (
        <p class="switch-off" dir="auto">
          {`${isOutage ? 'On' : 'Off'}${one.offForAll === null ? '' : ' for all accounts, by the command line,'} ${offWords(off, nowMs)}`}
        </p>
      )}
      {isAsking && <Asking {...props} acting={acting} isOutage={isOutage} onDone={() => setIsAsking(false)} />}
      <ActProblem acting={acting} />
    </li>
  )
}

type TurningProps = Props & { readonly acting: Acting; readonly isOutage: boolean; readonly onAsk: () => void }

function Turning({ api, account, one, acting, isOutage, onTurned, onAsk }: TurningProps) {
  const words = switchName(one.name)
  // what is off for all accounts is turned at the command line alone
  if (one.off === null && one.offForAll !== null) return null
  if (one.off === null)
    return (
      <button type="button" class="button is-small" onClick={onAsk} aria-label={`Switch ${words}`}>
        {isOutage ? 'Switch on…' : 'Switch off…'}
      </button>
    )
  return (
    <ActButton
      words={isOutage ? 'End outage mode' : 'Switch on'}
      sendingWords="Switching…"
      about={words}
      acting={acting}
      work={async () => {
        const outcome = await turn(one, { account, reason: null }, api)
        onTurned()
        return outcome
      }}
    />
  )
}

type AskingProps = Props & { readonly acting: Acting; readonly isOutage: boolean; readonly onDone: () => void }

/** Nothing is stopped without a reason, nor without having read what that means. */
function Asking({ api, account, one, acting, isOutage, onTurned, onDone }: AskingProps) {
  const [reason, setReason] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const isEmpty = reason.trim() === ''
  const send = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (isEmpty) return field.current?.focus()
    const outcome = await acting.act('off', () => turn(one, { account, reason: reason.trim() }, api))
    onTurned()
    if (outcome?.ok === true) onDone()
  }
  return (
    <form
      class="switch-asking"
      onSubmit={(event) => void send(event)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone()
      }}
    >
      <dl class="switch-terms">
        <dt>Meanwhile</dt>
        <dd>{one.meanwhile}</dd>
        <dt>Afterwards</dt>
        <dd>{one.afterwards}</dd>
      </dl>
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
        <button type="submit" class="button is-small is-strong" aria-disabled={isEmpty || acting.sending !== null}>
          {acting.sending !== null ? 'Switching…' : isOutage ? 'Switch outage mode on' : 'Switch off'}
        </button>
        <button type="button" class="button is-small is-quiet" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  )
}
