import type { ComponentChildren } from 'preact'
import type { ApiFailure } from './api-client.ts'
import { CloudOffIcon, InboxIcon, LockIcon, Mark } from './icons.tsx'

type NoticeProps = {
  readonly icon: ComponentChildren
  readonly title: string
  readonly children?: ComponentChildren
}

/** A calm explanation in the place of what is not there. */
export function Notice({ icon, title, children }: NoticeProps) {
  return (
    <div class="notice">
      <span class="notice-icon">{icon}</span>
      <h2 class="notice-title">{title}</h2>
      {children}
    </div>
  )
}

type EmptyProps = { readonly noData: boolean; readonly filtered: boolean; readonly onClear: () => void }

/** Nothing to show, which is good news only if anything has ever arrived. */
export function EmptyQueue({ noData, filtered, onClear }: EmptyProps) {
  if (noData) {
    return (
      <Notice icon={<InboxIcon />} title="Nothing has arrived yet">
        <p>Conversations appear here with the first webhook that Chatwoot sends.</p>
      </Notice>
    )
  }
  return (
    <Notice icon={<InboxIcon />} title={filtered ? 'Nothing matches these filters' : 'Nothing here'}>
      <p>
        {filtered ? 'No conversation of this status fits all of them.' : 'No conversation has this status just now.'}
      </p>
      {filtered && (
        <button type="button" class="button" onClick={onClear}>
          Clear filters
        </button>
      )}
    </Notice>
  )
}

/** Filters that no index answers: the list has been looked through in part. */
export const NothingYet = () => (
  <Notice icon={<InboxIcon />} title="Nothing found so far">
    <p>A part of the list has been looked through. Load more to look further.</p>
  </Notice>
)

export const Skeleton = () => (
  <div class="skeleton" role="status">
    <span class="sr">Loading the queue</span>
    {Array.from({ length: 7 }, (_, index) => (
      <span key={index} class="skeleton-row" aria-hidden="true" />
    ))}
  </div>
)

type TroubleProps = { readonly failure: ApiFailure; readonly offline: boolean; readonly onRetry: () => void }

/** A banner over what was last known. */
export const Trouble = ({ failure, offline, onRetry }: TroubleProps) => (
  <div class="banner" role="alert">
    <CloudOffIcon />
    <span class="banner-words">
      {offline ? 'You are offline.' : failure.detail} What you see is what was last known.
      {failure.kind === 'unreachable' && !offline && ' Trying again by itself.'}
    </span>
    <button type="button" class="link-button" onClick={onRetry}>
      Try now
    </button>
  </div>
)

/** A link that leads where this person may not go. Its own words are not repeated: anybody can make a link. */
export const Elsewhere = () => (
  <div class="banner" role="alert">
    <LockIcon />
    <span class="banner-words">
      The link leads to an account that your sign-in does not open. What you see is the account of the header.
    </span>
  </div>
)

export const Refused = ({
  title,
  detail,
  children,
}: {
  title: string
  detail: string
  children?: ComponentChildren
}) => (
  <Notice icon={<LockIcon />} title={title}>
    <p>{detail}</p>
    {children}
  </Notice>
)

/** Before sign-in. */
export const Welcome = ({ problem, onSignIn }: { problem: string | null; onSignIn: () => void }) => (
  <main class="welcome">
    <div class="welcome-card">
      <Mark />
      <h1>Backdesk</h1>
      <p>The support queue, live: who waits, for how long, and what is due next.</p>
      {problem !== null && (
        <p class="welcome-problem" role="alert">
          {problem}
        </p>
      )}
      <button type="button" class="button is-main" onClick={onSignIn}>
        Sign in
      </button>
    </div>
  </main>
)

/** Nothing can be shown at all. */
export const Broken = ({ onRetry }: { onRetry: () => void }) => (
  <main class="welcome">
    <Notice icon={<CloudOffIcon />} title="Backdesk cannot be reached">
      <p>Check your connection. Your work in Chatwoot is not affected.</p>
      <button type="button" class="button is-main" onClick={onRetry}>
        Try again
      </button>
    </Notice>
  </main>
)
