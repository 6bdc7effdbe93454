import { useState } from 'preact/hooks'
import type { Api } from './api-client.ts'
import { ActButton, ActProblem, useActing, useHands } from './hands.tsx'
import { OutIcon } from './icons.tsx'
import { Ago } from './server-time.tsx'
import {
  judgeSuggestion,
  likelyWords,
  pageAt,
  reasonWords,
  type SuggestedAnswer,
  type SuggestedArticle,
  sureWords,
  type Verdict,
} from './suggestion-requests.ts'

type Props = {
  readonly api: Api
  readonly account: string | null
  readonly conversationId: number
  readonly suggested: SuggestedAnswer
}

export const SuggestedList = (props: Props) => (
  <section class="suggested" aria-labelledby="suggested-title">
    <h3 class="drawer-section" id="suggested-title">
      Articles that may answer
    </h3>
    <p class="quiet">
      {sureWords(props.suggested)} · <Ago atMs={props.suggested.suggestedAtMs} />
    </p>
    <ol class="suggested-list">
      {props.suggested.suggestions.map((article) => (
        <Article key={article.articleId} {...props} article={article} />
      ))}
    </ol>
  </section>
)

function Article({ api, account, conversationId, article }: Props & { readonly article: SuggestedArticle }) {
  const hands = useHands()
  const acting = useActing()
  const [said, setSaid] = useState<Verdict | null>(null)
  const { articleId, title, extract } = article
  const page = pageAt(article.url)
  const reason = reasonWords(article)
  const judge = async (verdict: Verdict) => {
    const outcome = await judgeSuggestion(api, { account, conversationId }, { articleId, verdict })
    if (outcome.ok) setSaid(verdict)
    return outcome
  }
  return (
    <li class="suggested-article">
      <p class="suggested-head">
        {page === null ? (
          <bdi>{title}</bdi>
        ) : (
          <a href={page} target="_blank" rel="noreferrer">
            <bdi>{title}</bdi> <OutIcon />
          </a>
        )}
        <span class="quiet">{likelyWords(article)}</span>
      </p>
      <p class="suggested-extract" dir="auto">
        {extract}
      </p>
      {reason !== null && <p class="quiet">It {reason}.</p>}
      {hands?.mayAct === true && (
        <div class="suggested-verdict">
          <ActButton
            words="It answers"
            sendingWords="Noting…"
            about={title}
            acting={acting}
            isPressed={said === 'used'}
            work={() => judge('used')}
          />
          <ActButton
            words="Not useful"
            sendingWords="Noting…"
            about={title}
            acting={acting}
            isPressed={said === 'not_useful'}
            work={() => judge('not_useful')}
          />
        </div>
      )}
      <ActProblem acting={acting} />
    </li>
  )
}
