import { useEffect } from 'preact/hooks'
import { causeWords, endWords, rungWords, stageOf, triedWords, whyOf } from './escalation-words.ts'
import { ago, duration, spokenDuration } from './format.ts'
import { ActButton, type Acting, ActProblem, type Hands, useActing, useHands, useKeptFocus } from './hands.tsx'
import { plainText } from './names.ts'
import { useNow } from './server-time.tsx'
import type { ListedEscalation, RuleRecord } from './watch-shapes.ts'

type Props = {
  readonly escalation: ListedEscalation
  readonly rules: readonly RuleRecord[]
  /** In the list: where it leads to, and the customer's name if it is known. In the drawer that is said above. */
  readonly link?: { readonly href: string; readonly name: string | undefined }
  /** It was asked for by a link: it takes the focus once. */
  readonly isAskedFor?: boolean
}

/** One escalation: what calls, how far it is, who has it, and what can be done. */
export function EscalationCard({ escalation, rules, link, isAskedFor = false }: Props) {
  const nowMs = useNow()
  const hands = useHands()
  const acting = useActing()
  const place = useKeptFocus<HTMLLIElement>(acting)
  useEffect(() => {
    if (!isAskedFor) return
    place.current?.focus()
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [isAskedFor, place])
  const stage = stageOf(escalation)
  const tried = triedWords(escalation, nowMs)
  return (
    <li class={`escalation is-${stage}${isAskedFor ? ' is-asked-for' : ''}`} ref={place} tabIndex={-1}>
      <div class="escalation-what">
        <span class="escalation-title">
          {causeWords(escalation.cause)}
          {link !== undefined && (
            <a class="escalation-link" href={link.href}>
              #{escalation.conversationId}
              {link.name !== undefined && (
                <>
                  {' '}
                  <bdi>{link.name}</bdi>
                </>
              )}
            </a>
          )}
        </span>
        <ul class="whys">
          {whyOf(escalation, rules).map(({ ruleId, name, record }) => (
            <li key={ruleId}>
              {name} <span class="quiet">({record})</span>
            </li>
          ))}
        </ul>
        {tried !== '' && <span class="quiet">Asked: {tried}</span>}
      </div>
      <div class="escalation-where">
        <span class="rung">{rungWords(escalation)}</span>
        <Progress escalation={escalation} nowMs={nowMs} />
      </div>
      {hands?.mayAct === true && (
        <div class="escalation-acts">
          {stage === 'ended' ? (
            <Judgement escalation={escalation} acting={acting} hands={hands} />
          ) : (
            <Handling escalation={escalation} acting={acting} hands={hands} />
          )}
        </div>
      )}
      <ActProblem acting={acting} />
    </li>
  )
}

/** What comes next, or who has it, or how it ended. */
function Progress({ escalation, nowMs }: { escalation: ListedEscalation; nowMs: number }) {
  const { acknowledged, climbAtMs, rungAtMs, raisedAtMs } = escalation
  switch (stageOf(escalation)) {
    case 'ended':
      return <span class="quiet">{endWords(escalation, nowMs)}</span>
    case 'taken':
      return (
        <span class="taken" dir="auto">
          {plainText(acknowledged?.by ?? '') || 'Somebody'} has it
          <span class="quiet"> (taken {ago(acknowledged?.atMs ?? nowMs, nowMs)})</span>
        </span>
      )
    case 'top':
      return <span class="climb">Last rung, reached {ago(rungAtMs ?? raisedAtMs, nowMs)}: nobody has it</span>
    case 'climbing': {
      const left = (climbAtMs ?? nowMs) - nowMs
      if (left <= 0) return <span class="climb">Climbs now</span>
      return (
        <span class="climb">
          <span aria-hidden="true">Climbs in {duration(left)}</span>
          <span class="sr">Nobody has it. Climbs in {spokenDuration(left)}</span>
        </span>
      )
    }
  }
}

type PartProps = { readonly escalation: ListedEscalation; readonly acting: Acting; readonly hands: Hands }

function Handling({ escalation, acting, hands }: PartProps) {
  const about = `(${causeWords(escalation.cause)}, #${escalation.conversationId})`
  return (
    <>
      {escalation.acknowledged === null && (
        <ActButton
          words="Take it"
          sendingWords="Taking…"
          isMain
          about={about}
          acting={acting}
          work={() => hands.actions.acknowledge(escalation)}
        />
      )}
      <ActButton
        words="Done"
        sendingWords="Ending…"
        about={about}
        acting={acting}
        work={() => hands.actions.resolve(escalation)}
      />
    </>
  )
}

/** Answers teach how far each rule can be trusted; the last one counts. */
function Judgement({ escalation, acting, hands }: PartProps) {
  const said = escalation.feedback?.right
  return (
    <fieldset class="judgement">
      <legend>Was this right?</legend>
      <ActButton
        words="Yes"
        sendingWords="Yes…"
        isPressed={said === true}
        acting={acting}
        work={() => hands.actions.judge(escalation, true)}
      />
      <ActButton
        words="No"
        sendingWords="No…"
        isPressed={said === false}
        acting={acting}
        work={() => hands.actions.judge(escalation, false)}
      />
    </fieldset>
  )
}
