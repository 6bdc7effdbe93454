import { STATUSES, type Status } from '#domain/observation'
import type { Me, TileAnswer } from './api-shapes.ts'
import { namedApart, type Options } from './seen-options.ts'
import type { Navigate } from './use-view.ts'
import { FIRST_VIEW, isFiltered, type View } from './view-state.ts'

type Props = {
  readonly view: View
  readonly navigate: Navigate
  readonly tile: TileAnswer | null
  readonly options: Options
  readonly me: Me
}

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  open: 'Open',
  pending: 'Pending',
  snoozed: 'Snoozed',
  resolved: 'Resolved',
}

/** Which conversations are shown, and in which order. */
export function Toolbar(props: Props) {
  return (
    <section class="toolbar" aria-label="Choose what is shown">
      <StatusTabs {...props} />
      {props.view.status === 'open' && <SortSwitch {...props} />}
      <Filters {...props} />
    </section>
  )
}

function StatusTabs({ view, navigate, tile }: Props) {
  const counts: Readonly<Record<Status, number | null>> = {
    open: tile?.open ?? null,
    pending: tile?.pending ?? null,
    snoozed: tile?.snoozed ?? null,
    resolved: null,
  }
  return (
    <nav class="tabs" aria-label="Status">
      {STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          class="tab"
          aria-current={view.status === status ? 'page' : undefined}
          onClick={() => navigate(status === 'open' ? { status } : { status, atRisk: false })}
        >
          {STATUS_WORDS[status]}
          {counts[status] !== null && <span class="tab-count">{counts[status]}</span>}
        </button>
      ))}
    </nav>
  )
}

const SORTS = [
  { sort: 'waiting', words: 'Longest waiting' },
  { sort: 'deadline', words: 'Next deadline' },
] as const

function SortSwitch({ view, navigate }: Props) {
  return (
    <fieldset class="segments">
      <legend class="sr">Order</legend>
      {SORTS.map(({ sort, words }) => (
        <label key={sort} class="segment">
          <input type="radio" name="sort" class="sr" checked={view.sort === sort} onChange={() => navigate({ sort })} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  )
}

function Filters({ view, navigate, options, me }: Props) {
  const mine = me.operatorId !== null && view.operator === me.operatorId
  return (
    <div class="filters">
      {/* only open conversations have a deadline */}
      {(view.status === 'open' || view.atRisk) && (
        <Toggle on={view.atRisk} words="At risk" onToggle={(atRisk) => navigate({ atRisk })} />
      )}
      <Toggle
        on={view.unassigned}
        words="Unassigned"
        onToggle={(unassigned) => navigate({ unassigned, operator: null })}
      />
      {me.operatorId !== null && (
        <Toggle
          on={mine}
          words="Mine"
          onToggle={(on) => navigate({ operator: on ? me.operatorId : null, unassigned: false })}
        />
      )}
      <Choice label="Team" any="Team" value={view.team} of={options.teams} onChoose={(team) => navigate({ team })} />
      <Choice
        label="Inbox"
        any="Inbox"
        value={view.inbox}
        of={options.inboxes}
        onChoose={(inbox) => navigate({ inbox })}
      />
      <Choice
        label="Operator"
        any="Operator"
        value={view.operator}
        of={options.operators}
        onChoose={(operator) => navigate({ operator, unassigned: false })}
      />
      {isFiltered(view) && (
        <button type="button" class="link-button" onClick={() => navigate(NO_FILTERS)}>
          Clear filters
        </button>
      )}
    </div>
  )
}

const { team, inbox, operator, unassigned, atRisk } = FIRST_VIEW
export const NO_FILTERS = { team, inbox, operator, unassigned, atRisk } satisfies Partial<View>

function Toggle({ on, words, onToggle }: { on: boolean; words: string; onToggle: (on: boolean) => void }) {
  return (
    <button type="button" class="chip" aria-pressed={on} onClick={() => onToggle(!on)}>
      {words}
    </button>
  )
}

type ChoiceProps = {
  readonly label: string
  readonly any: string
  readonly value: number | null
  readonly of: ReadonlyMap<number, string>
  readonly onChoose: (id: number | null) => void
}

export function Choice({ label, any, value, of, onChoose }: ChoiceProps) {
  const entries = namedApart(of)
  if (value !== null && !of.has(value)) entries.unshift([value, `${label} ${value}`])
  return (
    <label class={`choice${value === null ? '' : ' is-set'}`}>
      <span class="sr">{label}</span>
      <select
        value={value === null ? '' : String(value)}
        onChange={(event) => onChoose(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}
      >
        <option value="">{any}</option>
        {entries.map(([id, name]) => (
          <option key={id} value={String(id)}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
