import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Api } from './api-client.ts'
import type { ConversationAnswer, QueueItem } from './api-shapes.ts'
import { Clocks } from './clocks.tsx'
import { Countdown } from './countdown.tsx'
import { Escalations, Promised } from './drawer-watch.tsx'
import { channelName, clockTime } from './format.ts'
import { CloseIcon, OutIcon, StarIcon } from './icons.tsx'
import { lazily } from './lazily.tsx'
import { Ledger } from './ledger.tsx'
import { operatorName } from './ledger-line.ts'
import { namesIn } from './ledger-words.ts'
import type { Detail } from './live-desk.ts'
import type { EscalationState } from './live-escalations.ts'
import { customerName, inboxName, personName, teamName } from './names.ts'
import { Tags } from './queue-list.tsx'
import { NO_OPTIONS, withSeen } from './seen-options.ts'
import { Ago, Since, useNow } from './server-time.tsx'
import type { View } from './view-state.ts'

const Routed = lazily(async () => (await import('./receipts.tsx')).Routed, 'beside')
const Suggested = lazily(async () => (await import('./suggested.tsx')).Suggested, 'beside')

type Props = {
  readonly api: Api
  readonly view: View
  readonly detail: Detail
  /** Of the queue: what teams are called. */
  readonly items: readonly QueueItem[] | null
  readonly escalations: EscalationState
  /** Nothing new has come for a while. */
  readonly outdated: boolean
  readonly onClose: () => void
  readonly onOlder: () => void
}

/** One conversation beside the queue. Escape closes it. */
export function Drawer(props: Props) {
  const { detail, outdated, onClose } = props
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [detail.conversationId])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onClose()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [onClose])
  const { answer } = detail
  return (
    <aside class="drawer" aria-labelledby="drawer-title">
      <header class="drawer-head">
        <div class="drawer-titles">
          <h2 id="drawer-title" class="drawer-title" dir="auto" ref={title} tabIndex={-1}>
            {answer === null ? `Conversation ${detail.conversationId}` : customerName(answer.conversation.contactName)}
          </h2>
          <p class="who-note">
            #{detail.conversationId}
            {answer !== null && ` · ${answer.conversation.status ?? 'status unknown'}`}
          </p>
        </div>
        {answer?.conversation.chatwootUrl != null && (
          <a class="button" href={answer.conversation.chatwootUrl} target="_blank" rel="noreferrer">
            Open in Chatwoot
            <OutIcon />
          </a>
        )}
        <button type="button" class="icon-button" onClick={onClose}>
          <CloseIcon />
          <span class="sr">Close</span>
        </button>
      </header>
      <div class={`drawer-body${outdated ? ' is-outdated' : ''}`}>
        {answer !== null && (outdated || detail.failure !== null) && (
          <p class="banner" role="alert">
            {detail.failure?.detail ?? 'Backdesk does not answer just now.'} What you see is what was last known.
          </p>
        )}
        <DrawerBody {...props} />
      </div>
    </aside>
  )
}

function DrawerBody({ api, view, detail, items, escalations, onOlder }: Props) {
  const { answer, failure, older, olderCursor } = detail
  if (answer === null) {
    return failure === null ? (
      <p class="quiet" role="status">
        Loading…
      </p>
    ) : (
      <p class="quiet" role="alert">
        {failure.detail}
      </p>
    )
  }
  // told in the order in which it happened: what was learned late stands where it belongs
  const events = [...older, ...answer.ledger].sort((a, b) => a.occurredAtMs - b.occurredAtMs)
  const names = namesIn(events)
  const { conversation } = answer
  const { conversationId, assignee, promise, version } = conversation
  if (assignee?.kind === 'operator') names.set(assignee.id, personName(assignee))
  return (
    <>
      <Facts conversation={conversation} />
      <Promised
        key={conversationId}
        conversationId={conversationId}
        promise={promise}
        byWhom={operatorName(promise?.operatorId ?? null, names)}
      />
      <Escalations key={conversationId} conversation={conversation} state={escalations} askedFor={view.escalation} />
      <Suggested
        key={conversationId}
        api={api}
        account={view.account}
        conversationId={conversationId}
        version={version}
      />
      <Routed
        key={conversationId}
        api={api}
        account={view.account}
        conversationId={conversationId}
        version={version}
        names={names}
        teams={withSeen(NO_OPTIONS, [...(items ?? []), conversation]).teams}
      />
      <Clocks api={api} account={view.account} conversationId={conversationId} version={version} />
      <h3 class="drawer-section">What happened</h3>
      {olderCursor !== null && (
        <button type="button" class="link-button" onClick={onOlder}>
          Show earlier
        </button>
      )}
      <Ledger events={events} names={names} />
    </>
  )
}

function Facts({ conversation }: { conversation: ConversationAnswer['conversation'] }) {
  const { assignee, team, inbox, waitingSinceMs, createdAtMs, lastActivityAtMs, csatRating, snoozedUntilMs } =
    conversation
  const via = channelName(conversation.channel)
  return (
    <dl class="facts">
      {waitingSinceMs !== null && (
        <Fact name="Waiting">
          <strong>
            <Since atMs={waitingSinceMs} />
          </strong>
        </Fact>
      )}
      {conversation.deadlineAtMs !== null && (
        <Fact name="Due">
          <Countdown item={conversation} />
        </Fact>
      )}
      {snoozedUntilMs !== null && (
        <Fact name="Snoozed until">
          <Instant atMs={snoozedUntilMs} />
        </Fact>
      )}
      <Fact name="With">
        {assignee === null ? <span class="nobody">Unassigned</span> : <bdi>{personName(assignee)}</bdi>}
      </Fact>
      {team !== null && (
        <Fact name="Team">
          <bdi>{teamName(team)}</bdi>
        </Fact>
      )}
      {inbox !== null && (
        <Fact name="Inbox">
          <bdi>{inboxName(inbox)}</bdi>
          {via !== null && <span class="quiet"> · {via}</span>}
        </Fact>
      )}
      {(conversation.labels.length > 0 || conversation.priority !== null) && (
        <Fact name="Labels">
          <Tags item={conversation} all />
        </Fact>
      )}
      {csatRating !== null && (
        <Fact name="Rating">
          <span class="rating">
            <StarIcon /> {csatRating} of 5
          </span>
        </Fact>
      )}
      {createdAtMs !== null && (
        <Fact name="Began">
          <Instant atMs={createdAtMs} />
        </Fact>
      )}
      {lastActivityAtMs !== null && (
        <Fact name="Last activity">
          <Instant atMs={lastActivityAtMs} />
        </Fact>
      )}
    </dl>
  )
}

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div class="fact">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

function Instant({ atMs }: { atMs: number }) {
  const nowMs = useNow()
  return (
    <time dateTime={new Date(atMs).toISOString()}>
      <Ago atMs={atMs} /> <span class="quiet">· {clockTime(atMs, nowMs)}</span>
    </time>
  )
}
