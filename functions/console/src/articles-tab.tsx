import { useCallback } from 'preact/hooks'
import { ago } from './format.ts'
import { InboxIcon } from './icons.tsx'
import type { KnowledgeProps } from './knowledge-page.tsx'
import { type Listed, readArticles } from './knowledge-requests.ts'
import { BANDS, type ListedArticle } from './knowledge-shapes.ts'
import { BAND_FROM, BAND_TONES, BAND_WORDS } from './knowledge-words.ts'
import { plainText } from './names.ts'
import { Notice } from './notices.tsx'
import { ReadAnswer } from './read-answer.tsx'
import { useNow } from './server-time.tsx'
import { useReading } from './use-answer.ts'

const PACE = { everyMs: 60_000 }

/** How far each article can be trusted, by what reviewers made of replies that rested on it. Weakest first. */
export function ArticlesTab({ api, view: { account } }: KnowledgeProps) {
  const read = useCallback((_path: string) => readArticles(api, account), [api, account])
  const answer = useReading<Listed<ListedArticle>>(read, `articles ${account}`, PACE)
  return (
    <ReadAnswer answer={answer}>
      {({ items, hasMore }) =>
        items.length === 0 ? (
          <Notice icon={<InboxIcon />} title="No article is known yet">
            <p>Published articles of the Help Center are listed every hour.</p>
          </Notice>
        ) : (
          <>
            <Bands items={items} />
            <Table items={items} />
            {hasMore && <p class="quiet">There are more articles than are shown here: see GET /v1/articles.</p>}
          </>
        )
      }
    </ReadAnswer>
  )
}

/** Those that no reply has rested on are in no band: nobody knows. */
const Bands = ({ items }: { items: readonly ListedArticle[] }) => (
  <section class="panel" aria-label="How far articles can be trusted">
    <dl class="intake-facts">
      {BANDS.map((band) => (
        <div key={band}>
          <dt>
            {BAND_WORDS[band]}, {BAND_FROM[band]}
          </dt>
          <dd>{items.filter((one) => one.replies > 0 && one.band === band).length}</dd>
        </div>
      ))}
      <div>
        <dt>No data yet</dt>
        <dd>{items.filter(({ replies }) => replies === 0).length}</dd>
      </div>
    </dl>
  </section>
)

function Table({ items }: { items: readonly ListedArticle[] }) {
  const nowMs = useNow()
  return (
    <section class="panel" aria-label="Articles">
      <ul class="pages">
        {items.map(({ id, title, url, confidence, band, replies, flaggedBy, lastUsedAtMs }) => (
          <li key={id} class="breach">
            <span class="breach-what">
              <a class="breach-link" href={url} target="_blank" rel="noreferrer" dir="auto">
                {plainText(title)}
              </a>
            </span>
            {replies > 0 && (
              <span class={`clock-state is-${BAND_TONES[band]}`}>
                {BAND_WORDS[band]} {confidence.toFixed(2).replace(/^0/, '')}
              </span>
            )}
            <span class="quiet">
              {replies === 0 ? 'no reply has rested on it yet' : `${replies} ${replies === 1 ? 'reply' : 'replies'}`}
              {lastUsedAtMs !== null && `, last ${ago(lastUsedAtMs, nowMs)}`}
              {flaggedBy.length > 0 && <strong class="approval-lacks">, {flaggedBy.length} graded badly</strong>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
