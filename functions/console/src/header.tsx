import type { Me } from './api-shapes.ts'
import { Mark } from './icons.tsx'

type Props = {
  readonly account: string | null
  readonly me: Me
  readonly name: string
  readonly environment: string
  readonly live: boolean
  /** Something covers it: it cannot be reached by keyboard then. */
  readonly covered: boolean
  readonly onAccount: (account: string) => void
  readonly onSignOut: () => void
}

export function Header({ account, me, name, environment, live, covered, onAccount, onSignOut }: Props) {
  return (
    <header class="header" inert={covered}>
      <span class="brand">
        <Mark />
        <h1 class="brand-name">Backdesk</h1>
        {environment !== 'prod' && <span class="environment">{environment}</span>}
      </span>
      {me.accounts.length > 1 ? (
        <label class="choice">
          <span class="sr">Account</span>
          <select value={account ?? ''} onChange={(event) => onAccount(event.currentTarget.value)}>
            {me.accounts.map((entry) => (
              <option key={entry.account} value={entry.account}>
                {entry.account}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <span class="account">{account}</span>
      )}
      <span class={`live${live ? ' is-live' : ''}`} role="status">
        <span class="dot" aria-hidden="true" />
        {live ? 'Live' : 'Connecting'}
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
