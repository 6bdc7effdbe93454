import { render } from 'preact'
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import { type Api, type ApiFailure, apiClient } from './api-client.ts'
import type { Config, Me } from './api-shapes.ts'
import { hashOfLink } from './deep-link.ts'
import { Desk } from './desk.tsx'
import { Broken, Refused, Welcome } from './notices.tsx'
import { serverClock } from './server-clock.ts'
import {
  beginSignIn,
  completeSignIn,
  expireSession,
  hadSession,
  renewSignIn,
  type Session,
  signOut,
  storedSession,
  watchSignOut,
} from './session.ts'

const TIMEOUT_MS = 15_000

type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'signed_out'; readonly config: Config; readonly problem: string | null }
  | { readonly kind: 'signed_in'; readonly config: Config; readonly session: Session }

/** From the configuration to a session: a stored one, one that just came back from the issuer, or none. */
async function start(): Promise<Phase> {
  try {
    const response = await fetch('/console/config.json', { signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok) return { kind: 'broken' }
    const config = (await response.json()) as Config
    const returned = await completeSignIn(config)
    if (returned.kind === 'signed_in') return { kind: 'signed_in', config, session: returned.session }
    if (returned.kind === 'refused') return { kind: 'signed_out', config, problem: returned.detail }
    const session = storedSession(Date.now())
    if (session !== null) return { kind: 'signed_in', config, session }
    if (!hadSession()) return { kind: 'signed_out', config, problem: null }
    if (await renewSignIn(config)) return { kind: 'starting' }
    return { kind: 'signed_out', config, problem: 'The sign-in is not accepted. Please sign in again.' }
  } catch {
    // offline, or a proxy in between: the page says so and offers to try again
    return { kind: 'broken' }
  }
}

function App() {
  const [phase, setPhase] = useState<Phase>({ kind: 'starting' })
  const restart = useCallback(() => {
    setPhase({ kind: 'starting' })
    void start().then(setPhase)
  }, [])
  useEffect(restart, [restart])
  useEffect(() => watchSignOut(restart), [restart])
  switch (phase.kind) {
    case 'starting':
      return <p class="sr">Loading</p>
    case 'broken':
      return <Broken onRetry={restart} />
    case 'signed_out':
      return <Welcome problem={phase.problem} onSignIn={() => void beginSignIn(phase.config)} />
    case 'signed_in':
      return <SignedIn config={phase.config} session={phase.session} onRetry={restart} />
  }
}

type SignedInProps = {
  readonly config: Config
  readonly session: Session
  readonly onRetry: () => void
}

function SignedIn({ config, session, onRetry }: SignedInProps) {
  const api = useMemo<Api>(
    () =>
      apiClient({ token: () => session.accessToken, fetch: (path, init) => fetch(path, init), timeoutMs: TIMEOUT_MS }),
    [session],
  )
  const clock = useMemo(
    () =>
      serverClock(
        () => performance.now(),
        () => Date.now(),
      ),
    [],
  )
  const [me, setMe] = useState<Me | ApiFailure | null>(null)
  const onSignedOut = useCallback(() => {
    expireSession()
    // from the beginning: where to sign in may have changed too
    onRetry()
  }, [onRetry])
  useEffect(() => {
    void api.get<Me>('/v1/me').then((result) => {
      if (result.ok) setMe(result.body)
      else if (result.failure.kind === 'signed_out') onSignedOut()
      else setMe(result.failure)
    })
  }, [api, onSignedOut])

  if (me === null) return <p class="sr">Loading</p>
  if ('kind' in me) return <Broken onRetry={onRetry} />
  const leave = (): void => signOut(config)
  if (me.role === null || me.accounts.length === 0) {
    return (
      <main class="welcome">
        <Refused
          title="Almost there"
          detail={
            me.role === null
              ? 'You are signed in, but have no role in Backdesk yet. Ask an admin for one.'
              : 'You are signed in, but no account is open to you yet. Ask an admin for one.'
          }
        >
          <button type="button" class="button" onClick={leave}>
            Sign out
          </button>
        </Refused>
      </main>
    )
  }
  const name = session.name ?? me.name
  return (
    <Desk api={api} clock={clock} config={config} me={me} name={name} onSignOut={leave} onSignedOut={onSignedOut} />
  )
}

// before anything else reads the address: a sign-in keeps what is after # and nothing else
const linked = hashOfLink(location.search)
if (linked !== null) history.replaceState(null, '', `/${linked}`)
const root = document.getElementById('root')
if (root !== null) render(<App />, root)
