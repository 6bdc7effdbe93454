import { useId, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { ActProblem, useActing } from './hands.tsx'
import { type Card, dispute, resolveDispute } from './quality-requests.ts'
import type { OpenGrade } from './quality-shapes.ts'
import { CardFields, useCard, useRubric } from './scorecard-form.tsx'

const LONGEST = 500

type AskingProps = {
  readonly api: Api
  readonly account: string | null
  readonly id: string
  readonly onDone: () => void
}

/** For the operator whose conversation it was: once. */
export function DisputeAsking({ api, account, id, onDone }: AskingProps) {
  const acting = useActing()
  const [reason, setReason] = useState('')
  const isEmpty = reason.trim() === ''
  return (
    <form
      class="report-part grade-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isEmpty) return
        void acting
          .act('dispute', () => dispute(api, { account, id }, reason.trim()))
          .then((given) => {
            if (given?.ok) onDone()
          })
      }}
    >
      <h4>Is something wrong with it?</h4>
      <ReasonField words="What is wrong, without a customer's words" value={reason} onInput={setReason} />
      <button type="submit" class="button is-small" aria-disabled={isEmpty || acting.sending !== null}>
        {acting.sending === null ? 'Dispute this grade' : 'Sending…'}
      </button>
      <p class="quiet">
        Once, within two weeks. Somebody decides who has not graded it; that you disputed is never held against you.
      </p>
      <ActProblem acting={acting} />
    </form>
  )
}

function ReasonField({ words, value, onInput }: { words: string; value: string; onInput: (text: string) => void }) {
  return (
    <label class="approval-note">
      <span>{words}</span>
      <input
        type="text"
        required
        maxLength={LONGEST}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  )
}

type DecidingProps = Omit<AskingProps, 'id'> & { readonly grade: OpenGrade }

/** For a lead who has neither graded nor answered it. */
export function DisputeDeciding({ api, account, grade, onDone }: DecidingProps) {
  const acting = useActing()
  const name = useId()
  const [reason, setReason] = useState('')
  const [corrects, setCorrects] = useState(false)
  const { card, missing, ...fields } = useCard(useRubric(api, { account, version: grade.rubricVersion }))
  const isEmpty = reason.trim() === ''
  const why = isEmpty ? 'Say why.' : corrects ? missing : null
  const decide = (correction: Card | null) =>
    acting.act('decide', () => resolveDispute(api, { account, id: grade.id }, { reason: reason.trim(), correction }))
  return (
    <form
      class="report-part grade-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (why !== null) return
        void decide(corrects ? card : null).then((given) => {
          if (given?.ok) onDone()
        })
      }}
    >
      <h4>Decide the dispute</h4>
      <fieldset class="segments">
        <legend class="sr">Decision</legend>
        {[false, true].map((one) => (
          <label key={String(one)} class="segment">
            <input type="radio" class="sr" name={name} checked={corrects === one} onChange={() => setCorrects(one)} />
            <span>{one ? 'Correct the grade' : 'Let it stand'}</span>
          </label>
        ))}
      </fieldset>
      {corrects && <CardFields {...fields} />}
      <ReasonField words="Why, for the operator to read" value={reason} onInput={setReason} />
      <button type="submit" class="button is-small is-strong" aria-disabled={why !== null || acting.sending !== null}>
        {acting.sending === null ? 'Decide' : 'Sending…'}
      </button>
      {why !== null && <p class="quiet">{why}</p>}
      <ActProblem acting={acting} />
    </form>
  )
}
