import type { ComponentChildren } from 'preact'
import type { Api } from './api-client.ts'
import type { Me, Role } from './api-shapes.ts'
import { LockIcon } from './icons.tsx'
import { IntakeTab } from './intake-tab.tsx'
import { LettersTab } from './letters-tab.tsx'
import { Notice } from './notices.tsx'
import { reaches } from './permissions.ts'
import { SwitchesTab } from './switches-tab.tsx'
import { type View, writeView } from './view-state.ts'

export type TabProps = { readonly api: Api; readonly view: View; readonly me: Me }

type Tab = {
  /** In the address: `#/operations/<tab>`. */
  readonly tab: string
  readonly words: string
  /** The least role that sees it. */
  readonly least: Role
  readonly Content: (props: TabProps) => ComponentChildren
}

/** In the order in which they stand. */
const TABS: readonly Tab[] = [
  { tab: 'intake', words: 'Intake', least: 'lead', Content: IntakeTab },
  { tab: 'switches', words: 'Switches', least: 'lead', Content: SwitchesTab },
  { tab: 'dead-letters', words: 'Dead letters', least: 'admin', Content: LettersTab },
]

/** How Backdesk itself is doing, and what can be done about it. */
export function OperationsPage(props: TabProps) {
  const { view, me } = props
  const tabs = TABS.filter(({ least }) => reaches(me.role, least))
  const shown = tabs.find(({ tab }) => tab === view.tab) ?? tabs[0]
  if (shown === undefined)
    return (
      <Notice icon={<LockIcon />} title="This page is for leads and admins">
        <p>It tells how Backdesk itself is doing.</p>
      </Notice>
    )
  return (
    <div class="operations">
      <h2 class="sla-title">Operations</h2>
      <nav class="tabs-nav" aria-label="Operations">
        {tabs.map(({ tab, words }) => (
          <a
            key={tab}
            href={writeView({ ...view, page: 'operations', tab })}
            aria-current={tab === shown.tab ? 'page' : undefined}
          >
            {words}
          </a>
        ))}
      </nav>
      <shown.Content {...props} />
    </div>
  )
}
