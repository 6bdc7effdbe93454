import type { ListedApproval } from './approval-shapes.ts'
import { isOver, leftWords, RISK_WORDS, type Shelf, sourceKind, stateTone, stateWords } from './approval-words.ts'
import { ago, waitWords } from './format.ts'
import { InboxIcon } from './icons.tsx'
import { plainText } from './names.ts'
import { Notice } from './notices.tsx'
import { useNow } from './server-time.tsx'
import { type View, writeView } from './view-state.ts'

type Props = { readonly items: readonly ListedApproval[]; readonly shelf: Shelf; readonly view: View }

const EMPTY: Readonly<Record<Shelf, string>> = {
  decide: 'No draft waits for a person',
  blocked: 'No draft is blocked',
  rewrite: 'No draft waits to be rewritten',
  sent: 'No draft was sent yet',
  ended: 'No draft was turned down',
}

/** Those with the least time left first. */
export function ApprovalList({ items, shelf, view }: Props) {
  if (items.length === 0)
    return (
      <Notice icon={<InboxIcon />} title={EMPTY[shelf]}>
        {shelf === 'decide' && <p>Drafts appear here by themselves.</p>}
      </Notice>
    )
  return (
    <ol class="approval-rows">
      {items.map((item) => (
        <Row key={item.id} item={item} view={view} />
      ))}
    </ol>
  )
}

function Row({ item, view }: { item: ListedApproval; view: View }) {
  const nowMs = useNow()
  const { id, conversationId, text, state, risk, intent, openedAtMs, open, answered, decidedAtMs, endedAtMs } = item
  const left = leftWords(item, nowMs)
  return (
    <li>
      <a
        class={`approval-row${isOver(item, nowMs) ? ' is-over' : ''}`}
        href={writeView({ ...view, approval: id })}
        aria-current={view.approval === id ? 'true' : undefined}
      >
        <span class="approval-row-head">
          <strong>#{conversationId}</strong>
          {open ? (
            <span>{waitWords(openedAtMs, nowMs)}</span>
          ) : (
            <span class={`clock-state is-${stateTone(state)}`}>{stateWords(state)}</span>
          )}
          <span class="approval-left">{left ?? (open ? '' : ago(endedAtMs ?? decidedAtMs ?? openedAtMs, nowMs))}</span>
        </span>
        <span class="approval-text" dir="auto">
          {plainText(text)}
        </span>
        <span class="approval-marks">
          <span class={`approval-risk is-${risk}`}>{RISK_WORDS[risk]}</span>
          {answered !== null && <span class="approval-answered">answered by hand</span>}
          <span>{sourceKind(item)}</span>
          {item.receipt !== null && <span>by policy</span>}
          {intent !== null && <span>{plainText(intent.replaceAll('_', ' '))}</span>}
        </span>
      </a>
    </li>
  )
}
