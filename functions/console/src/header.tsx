import type { Me } from './api-shapes.ts'
import { Mark } from './icons.tsx'
import { mayOperate } from './permissions.ts'
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
  { page: 'queue', words: 'Queue' },
  { page: 'team', words: 'Team' },
  { page: 'sla', words: 'SLA' },
] as const
const OPERATIONS = { page: 'operations', words: 'Operations' } as const

export function Header({ view, me, name, environment, live, covered, onAccount, onSignOut }: Props) {
  const pages = mayOperate(me.role) ? [...PAGES, OPERATIONS] : PAGES
  return (
    <header class={`header${pages.length > PAGES.length ? ' has-many' : ''}`} inert={covered}>
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
      <nav class="pages-nav" aria-label="Pages">
        {pages.map(({ page, words }) => (
          <a
            key={page}
            href={writeView({ ...view, ...NO_DRAWER, page, tab: null })}
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
