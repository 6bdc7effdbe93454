import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import type { Config, Me, QueueItem } from './api-shapes.ts'
import { Drawer } from './drawer.tsx'
import { Header } from './header.tsx'
import { EmptyQueue, NothingYet, Refused, Skeleton, Trouble } from './notices.tsx'
import { QueueList } from './queue-list.tsx'
import { NO_OPTIONS, type Options, withSeen } from './seen-options.ts'
import type { ServerClock } from './server-clock.ts'
import { ServerTime, useNow } from './server-time.tsx'
import { TileStrip } from './tile-strip.tsx'
import { NO_FILTERS, Toolbar } from './toolbar.tsx'
import { useLiveDesk } from './use-live-desk.ts'
import { isFiltered, readView, type View, writeView } from './view-state.ts'

type Props = {
  readonly api: Api
  readonly clock: ServerClock
  readonly config: Config
  readonly me: Me
  readonly name: string
  readonly onSignOut: () => void
  readonly onSignedOut: () => void
}

/** Without an answer for this long, what is on screen is marked as old; a tab that nobody sees asks less often. */
const OUTDATED_AFTER_MS = 20_000
const OUTDATED_UNSEEN_AFTER_MS = 150_000

/** The page of somebody who is signed in. */
export function Desk(props: Props) {
  return (
    <ServerTime.Provider value={props.clock}>
      <Board {...props} />
    </ServerTime.Provider>
  )
}

function Board({ api, clock, config, me, name, onSignOut, onSignedOut }: Props) {
  const [view, navigate] = useView(me)
  const { state, offline, refreshNow, more, olderEvents } = useLiveDesk(api, clock, view)
  const { failure } = state
  useEffect(() => {
    if (failure?.kind === 'signed_out') onSignedOut()
  }, [failure, onSignedOut])

  const options = useSeenOptions(view.account, state.items)
  const outdated = useOutdated(state.refreshedAtMs) || offline || failure?.kind === 'unreachable'
  const covered = useCovers() && state.detail !== null
  const waiting = state.tile?.waiting ?? 0
  useEffect(() => {
    document.title = waiting > 0 && !outdated ? `(${waiting}) Backdesk` : 'Backdesk'
  }, [waiting, outdated])

  const close = useCallback(() => navigate({ conversation: null }), [navigate])
  useReturnedFocus(view, state.detail !== null)

  return (
    <div class={`page${state.detail === null ? '' : ' has-drawer'}`}>
      <Header
        account={view.account}
        me={me}
        name={name}
        environment={config.environment}
        covered={covered}
        live={failure === null && !outdated && state.refreshedAtMs !== null}
        onAccount={(account) => navigate({ ...NO_FILTERS, account, conversation: null })}
        onSignOut={onSignOut}
      />
      <main class="main" inert={covered} tabIndex={-1}>
        {failure !== null && failure.kind === 'unreachable' && (
          <Trouble failure={failure} offline={offline} onRetry={refreshNow} />
        )}
        <TileStrip tile={state.tile} outdated={outdated} />
        <Toolbar view={view} navigate={navigate} tile={state.tile} options={options} me={me} />
        {failure?.kind === 'refused' ? (
          <Refused title="This cannot be shown" detail={failure.detail} />
        ) : state.items === null ? (
          failure === null && <Skeleton />
        ) : state.items.length === 0 && !state.hasMore ? (
          <EmptyQueue
            noData={state.tile?.state === 'no_data'}
            filtered={isFiltered(view)}
            onClear={() => navigate(NO_FILTERS)}
          />
        ) : (
          <div class={outdated ? 'is-outdated' : undefined}>
            {state.items.length === 0 ? <NothingYet /> : <QueueList items={state.items} view={view} />}
            <More shown={state.items.length} hasMore={state.hasMore} loading={state.loadingMore} onMore={more} />
          </div>
        )}
      </main>
      {state.detail !== null && <div class="scrim" aria-hidden="true" onClick={close} />}
      {state.detail !== null && (
        <Drawer detail={state.detail} outdated={outdated} onClose={close} onOlder={olderEvents} />
      )}
    </div>
  )
}

type MoreProps = {
  readonly shown: number
  readonly hasMore: boolean
  readonly loading: boolean
  readonly onMore: () => void
}

const More = ({ shown, hasMore, loading, onMore }: MoreProps) => (
  <footer class="more">
    <span class="quiet">
      {shown} shown{hasMore ? '' : ', that is all'}
    </span>
    {hasMore && (
      <button type="button" class="button" disabled={loading} onClick={onMore}>
        {loading ? 'Loading…' : 'Load more'}
      </button>
    )}
  </footer>
)

/** With the drawer goes its focus: back to the row it was opened from, or to the list when the row has gone. */
function useReturnedFocus(view: View, isOpen: boolean): void {
  const opened = useRef<number | null>(null)
  useEffect(() => {
    if (isOpen) opened.current = view.conversation ?? opened.current
    if (isOpen || opened.current === null || document.activeElement !== document.body) return
    const href = writeView({ ...view, conversation: opened.current })
    const row = document.querySelector<HTMLElement>(`a.row-link[href="${CSS.escape(href)}"]`)
    const target = row ?? document.querySelector<HTMLElement>('main')
    opened.current = null
    target?.focus()
  }, [view, isOpen])
}

/** What the filters offer. Another account has other teams under the same ids. */
function useSeenOptions(account: string | null, items: readonly QueueItem[] | null): Options {
  const seen = useRef({ account, options: NO_OPTIONS })
  return useMemo(() => {
    const before = seen.current.account === account ? seen.current.options : NO_OPTIONS
    seen.current = { account, options: withSeen(before, items ?? []) }
    return seen.current.options
  }, [account, items])
}

/** The view in the address, and a way to change it. An account is always chosen when there is a choice. */
function useView(me: Me): [View, (change: Partial<View>) => void] {
  const read = useCallback((): View => {
    const view = readView(location.hash)
    const known = me.accounts.some(({ account }) => account === view.account)
    return known ? view : { ...view, account: me.accounts[0]?.account ?? null }
  }, [me])
  const [view, setView] = useState(read)
  useEffect(() => {
    const onHash = (): void => setView(read())
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [read])
  const navigate = useCallback(
    (change: Partial<View>) => {
      location.hash = writeView({ ...read(), ...change })
    },
    [read],
  )
  return [view, navigate]
}

/** True on screens where the drawer covers the queue: see drawer.css. What is covered cannot be reached by keyboard. */
function useCovers(): boolean {
  const query = useMemo(() => matchMedia('(max-width: 68.74rem)'), [])
  const [covers, setCovers] = useState(query.matches)
  useEffect(() => {
    const onChange = (): void => setCovers(query.matches)
    query.addEventListener('change', onChange)
    return () => query.removeEventListener('change', onChange)
  }, [query])
  return covers
}

/** True when nothing new has come for a while, whatever the reason. */
function useOutdated(refreshedAtMs: number | null): boolean {
  useNow()
  const limitMs = document.hidden ? OUTDATED_UNSEEN_AFTER_MS : OUTDATED_AFTER_MS
  return refreshedAtMs !== null && Date.now() - refreshedAtMs > limitMs
}
