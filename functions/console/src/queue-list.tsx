import type { ComponentChildren } from 'preact'
import type { Status } from '#domain/observation'
import type { QueueItem } from './api-shapes.ts'
import { Countdown, riskOf } from './countdown.tsx'
import { channelName, clockTime, initials, relative } from './format.ts'
import { Marks } from './marks.tsx'
import { customerName, inboxName, personName, plainText, teamName } from './names.ts'
import { Since, useNow } from './server-time.tsx'
import { NO_DRAWER, type View, writeView } from './view-state.ts'

type Props = {
  readonly items: readonly QueueItem[]
  readonly view: View
}

const WAIT_HEADS: Readonly<Record<Status, string>> = {
  open: 'Waiting',
  pending: 'Waiting',
  snoozed: 'Snoozed until',
  resolved: 'Last activity',
}

/** A list, not a table: it becomes cards on a narrow screen, and each row reads as one sentence. */
export function QueueList({ items, view }: Props) {
  return (
    <div class="queue">
      <div class="queue-head" aria-hidden="true">
        <span>Customer</span>
        <span>{WAIT_HEADS[view.status]}</span>
        <span>Due</span>
        <span>With</span>
        <span>Labels</span>
      </div>
      <ul class="rows" onKeyDown={moveFocus}>
        {items.map((item) => (
          <Row
            key={item.conversationId}
            item={item}
            href={writeView({ ...view, ...NO_DRAWER, conversation: item.conversationId })}
            current={view.conversation === item.conversationId}
          />
        ))}
      </ul>
    </div>
  )
}

/** Arrow keys walk the rows. */
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a.row-link')]
  const at = links.findIndex((link) => link.matches(':focus'))
  const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (at === -1 || next === undefined) return
  event.preventDefault()
  next.focus()
}

type RowProps = { readonly item: QueueItem; readonly href: string; readonly current: boolean }

function Row({ item, href, current }: RowProps) {
  const risk = riskOf(item, useNow())
  const name = customerName(item.contactName)
  return (
    <li class={`row is-${risk}${current ? ' is-current' : ''}`}>
      <span class="cell cell-who">
        <span class={`badge tint-${item.conversationId % 6}`} aria-hidden="true">
          {initials(name)}
        </span>
        <span class="who">
          <a class="row-link" dir="auto" href={href} aria-current={current ? 'true' : undefined}>
            {name}
          </a>
          <span class="who-note" dir="auto">
            #{item.conversationId} · {whereFrom(item)}
          </span>
        </span>
      </span>
      <span class="cell cell-wait">
        <Waiting item={item} />
      </span>
      <span class="cell cell-due">
        <span class="sr">Due: </span>
        <Countdown item={item} />
      </span>
      <span class="cell cell-with">
        <WithWhom item={item} />
      </span>
      <span class="cell cell-labels">
        <Tags item={item}>
          <Marks item={item} />
        </Tags>
      </span>
    </li>
  )
}

const whereFrom = ({ inbox, channel }: QueueItem): string => {
  const words = inbox === null ? null : inboxName(inbox)
  const via = channelName(channel)
  return [words, via].filter((part) => part !== null).join(' · ') || 'Unknown inbox'
}

const TURN_WORDS: Readonly<Record<QueueItem['turn'], string>> = {
  queue: 'Waiting for anybody',
  operator: 'Waiting for its operator',
  bot: 'With a bot',
  customer: 'Answered',
  nobody: 'At rest',
}

function Waiting({ item }: { item: QueueItem }) {
  const nowMs = useNow()
  const { status, snoozedUntilMs, lastActivityAtMs } = item
  if (status === 'snoozed')
    return <span class="quiet">{snoozedUntilMs === null ? 'the next message' : clockTime(snoozedUntilMs, nowMs)}</span>
  if (status === 'resolved' && lastActivityAtMs !== null)
    return <span class="quiet">{relative(lastActivityAtMs, nowMs)}</span>
  if (item.waitingSinceMs === null) return <span class="quiet">{TURN_WORDS[item.turn]}</span>
  return (
    <span class="waiting">
      <span class="sr">Waiting for </span>
      <Since atMs={item.waitingSinceMs} />
    </span>
  )
}

function WithWhom({ item }: { item: QueueItem }) {
  const { assignee, team } = item
  return (
    <span class="with">
      {assignee === null ? (
        <span class="nobody">Unassigned</span>
      ) : (
        <span class="with-name">
          <span class="sr">With </span>
          <bdi>{personName(assignee)}</bdi>
          {assignee.kind === 'bot' && <span class="bot">bot</span>}
        </span>
      )}
      {team !== null && (
        <span class="who-note" dir="auto">
          {teamName(team)}
        </span>
      )}
    </span>
  )
}

const MOST_LABELS = 3

type TagsProps = {
  readonly item: Pick<QueueItem, 'labels' | 'priority'>
  readonly all?: boolean
  /** What comes before the labels. */
  readonly children?: ComponentChildren
}

export function Tags({ item, all = false, children }: TagsProps) {
  const shown = all ? item.labels : item.labels.slice(0, MOST_LABELS)
  const hidden = item.labels.length - shown.length
  return (
    <span class={`tags${all ? ' is-all' : ''}`}>
      {children}
      {item.priority !== null && (
        <span class={`priority is-${item.priority}`}>
          <span class="sr">Priority </span>
          {item.priority}
        </span>
      )}
      {shown.map((label) => (
        <span key={label} class="label" dir="auto" title={all ? undefined : plainText(label)}>
          {plainText(label)}
        </span>
      ))}
      {hidden > 0 && <span class="label is-more">+{hidden}</span>}
    </span>
  )
}
