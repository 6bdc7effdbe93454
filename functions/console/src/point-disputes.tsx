import { useCallback, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import type { PointDisputeTold } from './figure-shapes.ts'
import { ago } from './format.ts'
import { ActProblem, useActing } from './hands.tsx'
import { plainText } from './names.ts'
import { PointAsking } from './point-asking.tsx'
import { decidePoint, readPointDisputes } from './point-requests.ts'
import { ReadAnswer } from './read-answer.tsx'
import type { Pages } from './read-pages.ts'
import { useNow } from './server-time.tsx'
import { measureWords, POINT_STATE_WORDS } from './standing-words.ts'
import { useReading } from './use-answer.ts'

const PACE = { everyMs: 60_000 }
const MOST = 50
const LONGEST = 500

type Props = {
  readonly api: Api
  readonly account: string | null
  /** Who looks, as an operator; null: nobody that Chatwoot knows. */
  readonly operatorId: number | null
  readonly isLead: boolean
  readonly nameOf: (operatorId: number) => string
}

/** What operators say is wrong with the figures above, and what became of it. */
export function PointDisputes({ api, account, operatorId, isLead, nameOf }: Props) {
  const read = useCallback((_path: string) => readPointDisputes(api, { account, most: MOST }), [api, account])
  const answer = useReading<Pages<PointDisputeTold>>(read, `point disputes ${account}`, PACE)
  return (
    <section class="panel" aria-labelledby="point-disputes">
      <h3 id="point-disputes">Disputed points</h3>
      {operatorId !== null && (
        <PointAsking api={api} account={account} operatorId={operatorId} onDone={answer.readAgain} />
      )}
      <ReadAnswer answer={answer}>
        {({ items, hasMore }) =>
          items.length === 0 ? (
            <p class="quiet">Nobody disputes anything that was counted.</p>
          ) : (
            <>
              <ul class="standing-rows">
                {items.map((dispute) => (
                  <Dispute
                    key={dispute.id}
                    dispute={dispute}
                    who={isLead ? nameOf(dispute.operatorId) : null}
                    decides={isLead && dispute.operatorId !== operatorId}
                    {...{ api, account }}
                    onDone={answer.readAgain}
                  />
                ))}
              </ul>
              {hasMore && <p class="quiet">There are older ones.</p>}
            </>
          )
        }
      </ReadAnswer>
    </section>
  )
}

type DisputeProps = Pick<Props, 'api' | 'account'> & {
  readonly dispute: PointDisputeTold
  readonly who: string | null
  readonly decides: boolean
  readonly onDone: () => void
}

function Dispute({ dispute, who, decides, api, account, onDone }: DisputeProps) {
  const nowMs = useNow()
  const { id, conversationId, measure, state, atMs, reason, resolved } = dispute
  return (
    <li class="point-dispute">
      <span>
        <strong>#{conversationId}</strong> {measureWords(measure)}
        {who !== null && ` of ${who}`}{' '}
        <span class={`clock-state is-${state === 'open' ? 'warned' : 'plain'}`}>{POINT_STATE_WORDS[state]}</span>{' '}
        <span class="quiet">{ago(atMs, nowMs)}</span>
      </span>
      <span dir="auto">{plainText(reason)}</span>
      {resolved !== null && (
        <span class="quiet" dir="auto">
          {plainText(resolved.by)}: {plainText(resolved.reason)}
        </span>
      )}
      {decides && state === 'open' && <Deciding api={api} account={account} id={id} onDone={onDone} />}
    </li>
  )
}

function Deciding({ api, account, id, onDone }: Pick<DisputeProps, 'api' | 'account' | 'onDone'> & { id: string }) {
  const acting = useActing()
  const [reason, setReason] = useState('')
  const isEmpty = reason.trim() === ''
  const decide = (decision: 'exclude' | 'uphold'): void => {
    if (isEmpty) return
    void acting
      .act(decision, () => decidePoint(api, { account, id }, { decision, reason: reason.trim() }))
      .then((done) => {
        if (done?.ok) onDone()
      })
  }
  return (
    <div class="reason">
      <label>
        <span class="sr">Why, for the operator to read</span>
        <input
          type="text"
          maxLength={LONGEST}
          value={reason}
          placeholder="Why, for the operator to read"
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      {(['exclude', 'uphold'] as const).map((decision) => (
        <button
          key={decision}
          type="button"
          class="button is-small"
          aria-disabled={isEmpty || acting.sending !== null}
          onClick={() => decide(decision)}
        >
          {acting.sending === decision ? 'Sending…' : decision === 'exclude' ? 'Leave it out' : 'Let it stand'}
        </button>
      ))}
      <ActProblem acting={acting} />
    </div>
  )
}
