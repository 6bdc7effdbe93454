import { useCallback, useEffect, useMemo } from 'preact/hooks'
import type { Api } from './api-client.ts'
import type { Config, Me } from './api-shapes.ts'
import { deskActions } from './desk-actions.ts'
import { Drawer } from './drawer.tsx'
import { EscalationBar } from './escalation-bar.tsx'
import { Announcer, type Hands, HandsContext } from './hands.tsx'
import { Header } from './header.tsx'
import { lazily } from './lazily.tsx'
import { Elsewhere, Trouble } from './notices.tsx'
import { OutageBanner } from './outage-banner.tsx'
import { useCovers, useOutdated, useReturnedFocus } from './page-state.ts'
import { mayAct, mayExcuse } from './permissions.ts'
import { QueuePage } from './queue-page.tsx'
import type { ServerClock } from './server-clock.ts'
import { ServerTime } from './server-time.tsx'
import { SlaPage } from './sla-page.tsx'
import { TeamPage } from './team-page.tsx'
import { NO_FILTERS } from './toolbar.tsx'
import { type UsedDesk, useLiveDesk } from './use-live-desk.ts'
import { useView } from './use-view.ts'
import { NO_DRAWER } from './view-state.ts'

/** Each for some people, and not for the first look. */
const ApprovalsPage = lazily(async () => (await import('./approvals-page.tsx')).ApprovalsPage)
const FiguresPage = lazily(async () => (await import('./figures-page.tsx')).FiguresPage)
const KnowledgePage = lazily(async () => (await import('./knowledge-page.tsx')).KnowledgePage)
const OperationsPage = lazily(async () => (await import('./operations-page.tsx')).OperationsPage)

type Props = {
  readonly api: Api
  readonly clock: ServerClock
  readonly config: Config
  readonly me: Me
  readonly name: string
  readonly onSignOut: () => void
  readonly onSignedOut: () => void
}

/** The page of somebody who is signed in. */
export function Desk(props: Props) {
  return (
    <ServerTime.Provider value={props.clock}>
      <Announcer>
        <Board {...props} />
      </Announcer>
    </ServerTime.Provider>
  )
}

function Board(props: Props) {
  const { api, clock, config, me, name, onSignOut, onSignedOut } = props
  const { view, navigate, isElsewhere } = useView(me)
  const used = useLiveDesk(api, clock, view)
  const { state, offline, refreshNow } = used
  const { failure, detail, escalations } = state
  useEffect(() => {
    if (failure?.kind === 'signed_out') onSignedOut()
  }, [failure, onSignedOut])

  const outdated = useOutdated(state.refreshedAtMs) || offline || failure?.kind === 'unreachable'
  const covered = useCovers() && detail !== null
  useTitle(outdated ? 0 : (state.tile?.waiting ?? 0))
  const close = useCallback(() => navigate(NO_DRAWER), [navigate])
  useReturnedFocus(view, detail !== null)
  const hands = useOwnHands(props, used, view.account)

  return (
    <HandsContext.Provider value={hands}>
      <div class={`page${detail === null ? '' : ' has-drawer'}`}>
        <Header
          view={view}
          me={me}
          name={name}
          environment={config.environment}
          covered={covered}
          live={failure === null && !outdated && state.refreshedAtMs !== null}
          onAccount={(account) => navigate({ ...NO_FILTERS, ...NO_DRAWER, escalations: null, opened: null, account })}
          onSignOut={onSignOut}
        />
        <main class="main" inert={covered} tabIndex={-1}>
          {isElsewhere && <Elsewhere />}
          <OutageBanner api={api} view={view} me={me} />
          {failure !== null && failure.kind === 'unreachable' && (
            <Trouble failure={failure} offline={offline} onRetry={refreshNow} />
          )}
          <EscalationBar state={escalations} items={state.items} view={view} navigate={navigate} />
          {view.page === 'sla' && <SlaPage api={api} view={view} />}
          {view.page === 'approvals' && <ApprovalsPage api={api} view={view} me={me} navigate={navigate} />}
          {view.page === 'team' && <TeamPage api={api} view={view} navigate={navigate} />}
          {view.page === 'figures' && <FiguresPage api={api} view={view} me={me} navigate={navigate} />}
          {view.page === 'knowledge' && <KnowledgePage api={api} view={view} me={me} />}
          {view.page === 'operations' && <OperationsPage api={api} view={view} me={me} />}
          {view.page === 'queue' && (
            <QueuePage api={api} used={used} view={view} navigate={navigate} me={me} outdated={outdated} />
          )}
        </main>
        {detail !== null && <div class="scrim" aria-hidden="true" onClick={close} />}
        {detail !== null && (
          <Drawer
            api={api}
            view={view}
            detail={detail}
            items={state.items}
            escalations={escalations}
            outdated={outdated}
            onClose={close}
            onOlder={used.olderEvents}
          />
        )}
      </div>
    </HandsContext.Provider>
  )
}

/** What this person can do with what is on screen. */
function useOwnHands({ api, clock, me }: Props, { desk, refreshNow }: UsedDesk, account: string | null): Hands {
  return useMemo(() => {
    const actions = deskActions({ api, account, name: me.name, desk, now: clock.now, refresh: refreshNow })
    return { actions, mayAct: mayAct(me.role), mayExcuse: mayExcuse(me.role) }
  }, [api, account, desk, clock, refreshNow, me])
}

/** How many wait, also in a tab that nobody sees. */
function useTitle(waiting: number): void {
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) Backdesk` : 'Backdesk'
  }, [waiting])
}
