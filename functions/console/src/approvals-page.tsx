import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import type { Me } from './api-shapes.ts'
import { ApprovalDetail } from './approval-detail.tsx'
import { ApprovalList } from './approval-list.tsx'
import { type Approvals, readApprovals } from './approval-requests.ts'
import { SHELVES, type Shelf } from './approval-words.ts'
import { LockIcon } from './icons.tsx'
import { Notice } from './notices.tsx'
import { mayApprove } from './permissions.ts'
import { ReadAnswer } from './read-answer.tsx'
import { useReading } from './use-answer.ts'
import type { Navigate } from './use-view.ts'
import type { View } from './view-state.ts'

type Props = { readonly api: Api; readonly view: View; readonly me: Me; readonly navigate: Navigate }

const PACE = { everyMs: 5_000 }
const AT_ONCE = 50

/** Drafts of replies, and what people decide about them. */
export function ApprovalsPage(props: Props) {
  if (!mayApprove(props.me.role))
    return (
      <Notice icon={<LockIcon />} title="This page is for operators, leads and admins">
        <p>They decide which drafts reach a customer.</p>
      </Notice>
    )
  return <Desk {...props} />
}

function Desk({ api, view, navigate }: Props) {
  const { account, approval: opened } = view
  const [shelf, setShelf] = useState<Shelf>('decide')
  const [most, setMost] = useState(AT_ONCE)
  const { states } = SHELVES.find((one) => one.shelf === shelf) ?? SHELVES[0]
  const read = useCallback(
    (_path: string) => readApprovals(api, { account, states, most }),
    [api, account, states, most],
  )
  const answer = useReading<Approvals>(read, `approvals ${account} ${shelf}`, PACE)
  const ids = (answer.body?.items ?? []).map(({ id }) => id)
  const open = useCallback((approval: string | null) => navigate({ approval }), [navigate])
  const next = nextOf(ids, opened)
  useKeys({ ids, opened, onOpen: open })
  return (
    <div class={`approvals${opened === null ? '' : ' has-opened'}`}>
      <div class="approvals-head">
        <h2 class="sla-title">Approvals</h2>
        <nav class="tabs" aria-label="Drafts">
          {SHELVES.map(({ shelf: one, words }) => (
            <button
              key={one}
              type="button"
              class="tab"
              aria-current={one === shelf ? 'page' : undefined}
              onClick={() => {
                setShelf(one)
                setMost(AT_ONCE)
                open(null)
              }}
            >
              {words}
              {one === shelf && answer.body !== null && (
                <span class="tab-count">
                  {answer.body.items.length}
                  {answer.body.hasMore && '+'}
                </span>
              )}
            </button>
          ))}
        </nav>
      </div>
      <div class="approvals-body">
        <section class="approvals-list" aria-label="Drafts">
          <ReadAnswer answer={answer}>
            {({ items, hasMore }) => (
              <>
                <ApprovalList items={items} shelf={shelf} view={view} />
                {hasMore && (
                  <button type="button" class="button" onClick={() => setMost(most + AT_ONCE)}>
                    More
                  </button>
                )}
              </>
            )}
          </ReadAnswer>
          <p class="quiet approvals-keys">
            <kbd>J</kbd> and <kbd>K</kbd> go from draft to draft.
          </p>
        </section>
        {opened !== null && (
          <ApprovalDetail
            key={opened}
            api={api}
            view={view}
            id={opened}
            onDecided={answer.readAgain}
            onClose={() => open(null)}
            onNext={next === null ? null : () => open(next)}
          />
        )}
      </div>
    </div>
  )
}

/** The one after it; of one that has left the list, the first. */
function nextOf(ids: readonly string[], opened: string | null): string | null {
  const next = ids[ids.indexOf(opened ?? '') + 1]
  return next === opened ? null : (next ?? null)
}

type Keys = {
  readonly ids: readonly string[]
  readonly opened: string | null
  readonly onOpen: (id: string | null) => void
}

/** From draft to draft without a mouse, as long as nobody is typing. */
function useKeys({ ids, opened, onOpen }: Keys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const at = ids.indexOf(opened ?? '')
      const to = event.key === 'j' ? ids[at + 1] : event.key === 'k' ? ids[Math.max(0, at - 1)] : undefined
      if (to !== undefined && to !== opened) onOpen(to)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [ids, opened, onOpen])
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('textarea, select, input:not([type="radio"])')
