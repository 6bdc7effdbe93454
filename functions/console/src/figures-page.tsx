import type { ComponentChildren } from 'preact'
import type { Api } from './api-client.ts'
import type { Me, Role } from './api-shapes.ts'
import { LockIcon } from './icons.tsx'
import { lazily } from './lazily.tsx'
import { Notice } from './notices.tsx'
import { reaches } from './permissions.ts'
import type { Navigate } from './use-view.ts'
import { type View, writeView } from './view-state.ts'

export type FiguresTabProps = {
  readonly api: Api
  readonly view: View
  readonly me: Me
  readonly navigate: Navigate
}

type Tab = {
  /** In the address: `#/figures/<tab>`. */
  readonly tab: string
  readonly words: string
  /** The least role that sees it. */
  readonly least: Role
  readonly Content: (props: FiguresTabProps) => ComponentChildren
}

/** In the order in which they stand. */
const TABS: readonly Tab[] = [
  {
    tab: 'overview',
    words: 'Overview',
    least: 'viewer',
    Content: lazily(async () => (await import('./overview-tab.tsx')).OverviewTab),
  },
  {
    tab: 'operators',
    words: 'Operators',
    least: 'operator',
    Content: lazily(async () => (await import('./standings-tab.tsx')).StandingsTab),
  },
  {
    tab: 'quality',
    words: 'Quality',
    least: 'viewer',
    Content: lazily(async () => (await import('./quality-tab.tsx')).QualityTab),
  },
  {
    tab: 'reports',
    words: 'Reports',
    least: 'lead',
    Content: lazily(async () => (await import('./reports-tab.tsx')).ReportsTab),
  },
]

/** How the desk does: figures, operators beside their peers, grades, weekly reports. */
export function FiguresPage(props: FiguresTabProps) {
  const { view, me } = props
  const tabs = TABS.filter(({ least }) => reaches(me.role, least))
  const asked = TABS.find(({ tab }) => tab === view.tab)
  const [first] = tabs
  if (first === undefined)
    return (
      <Notice icon={<LockIcon />} title="This page is for those who have a role">
        <p>Ask an admin of Backdesk for one.</p>
      </Notice>
    )
  const shown = asked ?? first
  return (
    <div class="insights">
      <h2 class="sla-title">Figures</h2>
      <nav class="tabs-nav" aria-label="Figures">
        {tabs.map(({ tab, words }) => (
          <a
            key={tab}
            href={writeView({ ...view, page: 'figures', tab, opened: null })}
            aria-current={tab === shown.tab ? 'page' : undefined}
          >
            {words}
          </a>
        ))}
      </nav>
      {tabs.includes(shown) ? (
        <shown.Content key={`${shown.tab} ${view.account}`} {...props} />
      ) : (
        <Notice
          icon={<LockIcon />}
          title={`This tab is for ${shown.least === 'operator' ? 'operators, leads and admins' : 'leads and admins'}`}
        >
          <p>Your role here is {me.role}.</p>
        </Notice>
      )}
    </div>
  )
}
