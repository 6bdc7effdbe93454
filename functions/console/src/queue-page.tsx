import type { Api } from './api-client.ts'
import type { Me } from './api-shapes.ts'
import { ForecastStrip } from './forecast-strip.tsx'
import { EmptyQueue, NothingYet, Refused, Skeleton } from './notices.tsx'
import { useSeenOptions } from './page-state.ts'
import { QueueList } from './queue-list.tsx'
import { TileStrip } from './tile-strip.tsx'
import { NO_FILTERS, Toolbar } from './toolbar.tsx'
import type { UsedDesk } from './use-live-desk.ts'
import type { Navigate } from './use-view.ts'
import { isFiltered, type View } from './view-state.ts'

type Props = {
  readonly api: Api
  readonly used: UsedDesk
  readonly view: View
  readonly navigate: Navigate
  readonly me: Me
  readonly outdated: boolean
}

/** The figures, what they lead to, and who waits. */
export function QueuePage({ api, used, view, navigate, me, outdated }: Props) {
  const { tile, items } = used.state
  const options = useSeenOptions(view.account, items)
  return (
    <>
      <TileStrip tile={tile} outdated={outdated} />
      <ForecastStrip api={api} view={view} teams={options.teams} outdated={outdated} />
      <Toolbar view={view} navigate={navigate} tile={tile} options={options} me={me} />
      <List used={used} view={view} navigate={navigate} outdated={outdated} />
    </>
  )
}

function List({ used, view, navigate, outdated }: Omit<Props, 'api' | 'me'>) {
  const { tile, items, hasMore, loadingMore, failure } = used.state
  if (failure?.kind === 'refused') return <Refused title="This cannot be shown" detail={failure.detail} />
  if (items === null) return failure === null ? <Skeleton /> : null
  if (items.length === 0 && !hasMore) {
    return (
      <EmptyQueue noData={tile?.state === 'no_data'} filtered={isFiltered(view)} onClear={() => navigate(NO_FILTERS)} />
    )
  }
  return (
    <div class={outdated ? 'is-outdated' : undefined}>
      {items.length === 0 ? <NothingYet /> : <QueueList items={items} view={view} />}
      <More shown={items.length} hasMore={hasMore} loading={loadingMore} onMore={used.more} />
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
