import { useId, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { ChatwootLink } from './chatwoot-link.tsx'
import type { PointsAnswer } from './figure-shapes.ts'
import { ActProblem, useActing } from './hands.tsx'
import { conversationIn, disputableOf, disputePoint, pointsPath } from './point-requests.ts'
import { pointsWords } from './standing-words.ts'
import { useAnswer } from './use-answer.ts'

const PACE = { everyMs: 600_000 }
const LONGEST = 500

type Props = {
  readonly api: Api
  readonly account: string | null
  readonly operatorId: number
  readonly onDone: () => void
}

/** For an operator: first which conversation, then what of it, then why. */
export function PointAsking({ api, account, operatorId, onDone }: Props) {
  const acting = useActing()
  const name = useId()
  const [text, setText] = useState('')
  const [asked, setAsked] = useState<number | null>(null)
  const [measure, setMeasure] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const answer = useAnswer<PointsAnswer>(api, asked === null ? null : pointsPath(asked, account), PACE)
  const choices = disputableOf(answer.body?.items ?? [], operatorId)
  const typed = conversationIn(text)
  const chosen = choices.some((one) => one.measure === measure) ? measure : null
  const why = chosen === null ? 'Choose what is wrong.' : reason.trim() === '' ? 'Say why.' : null
  const send = (): void => {
    if (asked === null || chosen === null || why !== null) return
    const disputing = { conversationId: asked, measure: chosen, reason: reason.trim() }
    void acting
      .act('dispute', () => disputePoint(api, account, disputing))
      .then((done) => {
        if (!done?.ok) return
        setAsked(null)
        setText('')
        setReason('')
        onDone()
      })
  }
  return (
    <form
      class="grade-form point-asking"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed !== asked) setAsked(typed)
        else send()
      }}
    >
      <div class="reason">
        <label>
          <span class="sr">Number of the conversation in Chatwoot</span>
          <input
            type="text"
            inputMode="numeric"
            value={text}
            placeholder="Number of the conversation, such as 1042"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button is-small" aria-disabled={typed === null}>
          Show what was counted
        </button>
      </div>
      {answer.failure !== null && (
        <p class="act-problem" role="alert">
          {answer.failure.code === 'no_such_conversation'
            ? 'Nothing of this conversation was counted of you.'
            : answer.failure.detail}
        </p>
      )}
      {answer.body !== null && choices.length === 0 && (
        <p class="quiet">Nothing of it can be disputed (any more). Grades are disputed under Quality.</p>
      )}
      {choices.length > 0 && (
        <>
          <ChatwootLink href={answer.body?.chatwootUrl ?? null} />
          <fieldset class="card-criticals">
            <legend>What is wrong</legend>
            {choices.map((one) => (
              <label key={one.measure}>
                <input
                  type="radio"
                  name={name}
                  checked={chosen === one.measure}
                  onChange={() => setMeasure(one.measure)}
                />
                {pointsWords(one.measure, one.points)}
              </label>
            ))}
          </fieldset>
          <label class="approval-note">
            <span>Why, without a customer's words</span>
            <input
              type="text"
              maxLength={LONGEST}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <button
            type="button"
            class="button is-small is-strong"
            aria-disabled={why !== null || acting.sending !== null}
            onClick={send}
          >
            {acting.sending === null ? 'Dispute it' : 'Sending…'}
          </button>
          {why !== null && <p class="quiet">{why}</p>}
        </>
      )}
      <ActProblem acting={acting} />
    </form>
  )
}
