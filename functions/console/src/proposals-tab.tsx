import { useCallback, useState } from 'preact/hooks'
import { ago } from './format.ts'
import { InboxIcon } from './icons.tsx'
import type { KnowledgeProps } from './knowledge-page.tsx'
import { type Listed, readProposals } from './knowledge-requests.ts'
import type { ListedProposal } from './knowledge-shapes.ts'
import { KIND_WORDS, STATE_TONES, STATE_WORDS, titleOf, whyWords } from './knowledge-words.ts'
import { plainText } from './names.ts'
import { Notice } from './notices.tsx'
import { ProposalDetail } from './proposal-detail.tsx'
import { ReadAnswer } from './read-answer.tsx'
import { useNow } from './server-time.tsx'
import { useReading } from './use-answer.ts'

export type Shelf = 'open' | 'unanswered' | 'decided'
type Props = KnowledgeProps & { readonly shelf: Shelf }

const PACE = { everyMs: 15_000 }
const AT_ONCE = 50
const EMPTY: Readonly<Record<Shelf, string>> = {
  open: 'Nothing is proposed',
  unanswered: 'No theme is without an article',
  decided: 'Nothing was decided yet',
}
const BELONGS: Readonly<Record<Shelf, (proposal: ListedProposal) => boolean>> = {
  open: ({ why }) => why !== 'unanswered',
  unanswered: ({ why }) => why === 'unanswered',
  decided: ({ state }) => state !== 'proposed',
}

/** What should be written, mended or put away, newest first. */
export function ProposalsTab({ api, view, shelf }: Props) {
  const { account } = view
  const [opened, setOpened] = useState<string | null>(null)
  const [most, setMost] = useState(AT_ONCE)
  const state = shelf === 'decided' ? null : 'proposed'
  const read = useCallback((_path: string) => readProposals(api, { account, state, most }), [api, account, state, most])
  const answer = useReading<Listed<ListedProposal>>(read, `proposals ${account} ${shelf}`, PACE)
  return (
    <div class={`approvals${opened === null ? '' : ' has-opened'}`}>
      <div class="approvals-body">
        <section class="approvals-list" aria-label="Proposals">
          <ReadAnswer answer={answer}>
            {({ items, hasMore }) => (
              <>
                <Rows items={items.filter(BELONGS[shelf])} {...{ shelf, opened }} onOpen={setOpened} />
                {hasMore && (
                  <button type="button" class="button" onClick={() => setMost(most + AT_ONCE)}>
                    More
                  </button>
                )}
              </>
            )}
          </ReadAnswer>
        </section>
        {opened !== null && (
          <ProposalDetail
            key={opened}
            api={api}
            account={account}
            id={opened}
            onDecided={answer.readAgain}
            onClose={() => setOpened(null)}
          />
        )}
      </div>
    </div>
  )
}

type RowsProps = {
  readonly items: readonly ListedProposal[]
  readonly shelf: Shelf
  readonly opened: string | null
  readonly onOpen: (id: string) => void
}

function Rows({ items, shelf, opened, onOpen }: RowsProps) {
  const nowMs = useNow()
  if (items.length === 0)
    return (
      <Notice icon={<InboxIcon />} title={EMPTY[shelf]}>
        {shelf !== 'decided' && <p>Replies, questions and articles are looked at every hour.</p>}
      </Notice>
    )
  return (
    <ol class="approval-rows">
      {items.map((item) => (
        <li key={item.id}>
          <button
            type="button"
            class="approval-row proposal-row"
            aria-current={opened === item.id ? 'true' : undefined}
            onClick={() => onOpen(item.id)}
          >
            <span class="approval-row-head">
              <strong>{KIND_WORDS[item.kind]}</strong>
              {item.state !== 'proposed' && (
                <span class={`clock-state is-${STATE_TONES[item.state]}`}>{STATE_WORDS[item.state]}</span>
              )}
              <span class="approval-left">
                {ago(item.end?.atMs ?? item.decision?.atMs ?? item.proposedAtMs, nowMs)}
              </span>
            </span>
            {item.article !== null && (
              <span class="approval-text" dir="auto">
                {plainText(titleOf(item))}
              </span>
            )}
            <span class="approval-marks">
              <span>{whyWords(item)}</span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
