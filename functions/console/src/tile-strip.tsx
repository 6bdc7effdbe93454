import type { TileAnswer, TileReason, TileState } from './api-shapes.ts'
import { clockTime, duration, percent } from './format.ts'
import { intakeNote, shownState } from './intake-words.ts'
import { Since, useNow } from './server-time.tsx'

const STATE_WORDS: Readonly<Record<TileState, string>> = {
  ok: 'Up to date',
  attention: 'Needs a look',
  stale: 'Stale',
  no_data: 'No data yet',
}
const REASON_WORDS: Readonly<Record<TileReason, string>> = {
  nothing_received: 'No webhook has come from Chatwoot yet',
  stale: 'Nothing has come from Chatwoot for a while',
  queue_unreadable: 'How much is still on its way is not known',
  dead_letters: 'Some webhooks could not be applied',
  behind: 'Changes are still on their way: figures are behind',
}

/** How the queue stands. Grey when the figures are old: a stale figure must not look like good news. */
export function TileStrip({ tile, outdated }: { tile: TileAnswer | null; outdated: boolean }) {
  const grey = outdated || tile === null || tile.state === 'stale' || tile.state === 'no_data'
  const note = outdated || tile === null ? null : intakeNote(tile.intake)
  return (
    <section class={`tiles${grey ? ' is-grey' : ''}`} aria-label="The queue at a glance">
      <Tile label="Open" value={tile?.open} />
      <Tile label="Unassigned" value={tile?.unassigned} />
      <Tile label="Waiting" value={tile?.waiting} />
      <div class="tile">
        <span class="tile-label">Longest wait</span>
        <span class="tile-value">
          {tile === null || tile.oldestWaitingSinceMs === null ? '–' : <Since atMs={tile.oldestWaitingSinceMs} />}
        </span>
      </div>
      <Tile label="At risk" value={tile?.warned} tone="risk" />
      <Tile label="Overdue" value={tile?.breached} tone="over" />
      <Tile label="Escalated" value={tile?.escalated} tone="over" />
      <Trust tile={tile} outdated={outdated} />
      {note !== null && (
        <p class="tile-intake" role="status">
          {note}
        </p>
      )}
    </section>
  )
}

type TileProps = {
  readonly label: string
  readonly value: number | null | undefined
  /** How it looks as soon as there is any. */
  readonly tone?: 'risk' | 'over'
}

function Tile({ label, value, tone }: TileProps) {
  const marked = tone !== undefined && value != null && value > 0
  return (
    <div class="tile">
      <span class="tile-label">{label}</span>
      <span class={`tile-value${marked ? ` is-${tone}` : ''}`}>{value ?? '–'}</span>
    </div>
  )
}

/** How far the figures can be trusted: state, completeness, lag and as-of. */
function Trust({ tile, outdated }: { tile: TileAnswer | null; outdated: boolean }) {
  const nowMs = useNow()
  if (tile === null) {
    return (
      <div class="tile tile-trust">
        <span class="tile-label">Data</span>
        <span class="tile-state is-none">Loading…</span>
      </div>
    )
  }
  const state = outdated ? 'stale' : shownState(tile)
  const { ratio } = tile.completeness
  const facts = [
    ratio === null ? 'Completeness unknown' : `${percent(ratio)} applied`,
    ...(tile.lagMs === null ? [] : [`lag ${lagWords(tile.lagMs)}`]),
  ]
  const why = outdated ? 'Backdesk does not answer just now' : tile.reason === null ? null : REASON_WORDS[tile.reason]
  return (
    <div class="tile tile-trust">
      <span class="tile-label">
        {tile.state === 'stale' && tile.lastReceivedAtMs !== null
          ? `Last from Chatwoot ${clockTime(tile.lastReceivedAtMs, nowMs)}`
          : `Data as of ${clockTime(tile.asOfMs, nowMs)}`}
      </span>
      <span class={`tile-state is-${state}`} role="status">
        <span class="dot" aria-hidden="true" />
        {STATE_WORDS[state]}
      </span>
      <span class="tile-note">
        {!outdated && tile.state === 'stale' && tile.lastReceivedAtMs !== null ? (
          <>
            Nothing has come from Chatwoot for <Since atMs={tile.lastReceivedAtMs} />
          </>
        ) : (
          (why ?? facts.join(' · '))
        )}
      </span>
    </div>
  )
}

function lagWords(lagMs: number): string {
  if (lagMs < 100) return '< 0.1s'
  return lagMs < 10_000 ? `${(lagMs / 1000).toFixed(1)}s` : duration(lagMs)
}
