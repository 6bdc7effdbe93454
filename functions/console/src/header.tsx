import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Me } from './api-shapes.ts'
import { Mark } from './icons.tsx'
import { mayApprove, mayCurate, mayOperate } from './permissions.ts'
import { NO_DRAWER, type View, writeView } from './view-state.ts'

type Props = {
  readonly view: View
  readonly me: Me
  readonly name: string
  readonly environment: string
  readonly live: boolean
  /** Something covers it: it cannot be reached by keyboard then. */
  readonly covered: boolean
  readonly onAccount: (account: string) => void
  readonly onSignOut: () => void
}

const PAGES = [
  { page: 'queue', words: 'Queue', isFor: () => true },
  { page: 'approvals', words: 'Approvals', isFor: mayApprove },
  { page: 'team', words: 'Team', isFor: () => true },
  { page: 'sla', words: 'SLA', isFor: () => true },
  { page: 'figures', words: 'Figures', isFor: () => true },
  { page: 'knowledge', words: 'Knowledge', isFor: mayCurate },
  { page: 'operations', words: 'Operations', isFor: mayOperate },
] as const
/** More have a line of their own on a phone. */
const FEW = 3

export function Header({ view, me, name, environment, live, covered, onAccount, onSignOut }: Props) {
  const pages = PAGES.filter(({ isFor }) => isFor(me.role))
  const nav = useCurrentInView(view.page)
  return (
    <header class={`header${pages.length > FEW ? ' has-many' : ''}`} inert={covered}>
      <span class="brand">
        <Mark />
        <h1 class="brand-name">Backdesk</h1>
        {environment !== 'prod' && <span class="environment">{environment}</span>}
      </span>
      {me.accounts.length > 1 ? (
        <label class="choice">
          <span class="sr">Account</span>
          <select value={view.account ?? ''} onChange={(event) => onAccount(event.currentTarget.value)}>
            {me.accounts.map((entry) => (
              <option key={entry.account} value={entry.account}>
                {entry.account}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <span class="account">{view.account}</span>
      )}
      <nav class="pages-nav" aria-label="Pages" ref={nav}>
        {pages.map(({ page, words }) => (
          <a
            key={page}
            href={writeView({ ...view, ...NO_DRAWER, page, tab: null, opened: null, approval: null })}
            aria-current={view.page === page ? 'page' : undefined}
          >
            {words}
          </a>
        ))}
      </nav>
      <span class={`live${live ? ' is-live' : ''}`} role="status">
        <span class="dot" aria-hidden="true" />
        <span class="live-words">{live ? 'Live' : 'Connecting'}</span>
      </span>
      <span class="person">
        <span class="person-name" dir="auto">
          {name}
        </span>
        <span class="role">{me.role ?? 'no role'}</span>
      </span>
      <button type="button" class="button is-quiet" onClick={onSignOut}>
        Sign out
      </button>
    </header>
  )
}

/** On a phone the pages are one line that is swept sideways: the one that is open stands in its middle, as far as it goes. */
function useCurrentInView(page: View['page']): RefObject<HTMLElement> {
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    const current = nav.current?.querySelector('[aria-current]')
    if (nav.current === null || current == null) return
    const [line, link] = [nav.current.getBoundingClientRect(), current.getBoundingClientRect()]
    nav.current.scrollLeft += link.left + link.width / 2 - line.left - line.width / 2
  }, [page])
  return nav
}
