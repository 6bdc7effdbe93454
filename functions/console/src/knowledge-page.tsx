import type { ComponentChildren } from 'preact'
import type { Api } from './api-client.ts'
import type { Me } from './api-shapes.ts'
import { ArticlesTab } from './articles-tab.tsx'
import { LockIcon } from './icons.tsx'
import { LearningTab } from './learning-tab.tsx'
import { Notice } from './notices.tsx'
import { mayCurate } from './permissions.ts'
import { ProposalsTab } from './proposals-tab.tsx'
import { type View, writeView } from './view-state.ts'

export type KnowledgeProps = { readonly api: Api; readonly view: View; readonly me: Me }

type Tab = {
  /** In the address: `#/knowledge/<tab>`. */
  readonly tab: string
  readonly words: string
  readonly Content: (props: KnowledgeProps) => ComponentChildren
}
const TABS: readonly Tab[] = [
  { tab: 'proposals', words: 'Proposals', Content: (props) => <ProposalsTab key="all" {...props} shelf="open" /> },
  {
    tab: 'unanswered',
    words: 'Unanswered',
    Content: (props) => <ProposalsTab key="un" {...props} shelf="unanswered" />,
  },
  { tab: 'decided', words: 'Decided', Content: (props) => <ProposalsTab key="past" {...props} shelf="decided" /> },
  { tab: 'articles', words: 'Articles', Content: ArticlesTab },
  { tab: 'signals', words: 'Signals', Content: LearningTab },
]

/** What the Help Center should say, by what replies, questions and time say of it. */
export function KnowledgePage(props: KnowledgeProps) {
  const { view, me } = props
  if (!mayCurate(me.role))
    return (
      <Notice icon={<LockIcon />} title="This page is for leads and admins">
        <p>They decide what the Help Center says.</p>
      </Notice>
    )
  const shown = TABS.find(({ tab }) => tab === view.tab) ?? TABS[0]
  return (
    <div class="operations">
      <h2 class="sla-title">Knowledge</h2>
      <nav class="tabs-nav" aria-label="Knowledge">
        {TABS.map(({ tab, words }) => (
          <a
            key={tab}
            href={writeView({ ...view, page: 'knowledge', tab })}
            aria-current={tab === shown?.tab ? 'page' : undefined}
          >
            {words}
          </a>
        ))}
      </nav>
      {shown !== undefined && <shown.Content {...props} />}
    </div>
  )
}
