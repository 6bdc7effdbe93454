import { ago, fullTime } from './format.ts'
import type { Letter, Tried } from './letter-shapes.ts'
import { codeWords, effectTone, effectWords, goesSoon } from './letter-words.ts'
import { plainText } from './names.ts'
import { useNow } from './server-time.tsx'
import { type View, writeView } from './view-state.ts'

type Props = {
  readonly letters: readonly Letter[]
  readonly tried: readonly Tried[]
  readonly ticked: readonly string[]
  readonly view: View
  readonly onTicked: (ids: readonly string[]) => void
}

/** Letter by letter, the oldest first, each with what a dry run said of it. */
export function LetterList({ letters, tried, ticked, view, onTicked }: Props) {
  if (letters.length === 0) return <p class="quiet">Nothing lies here.</p>
  const effects = new Map(tried.map((one) => [one.id, one]))
  return (
    <ul class="letter-list">
      {letters.map((letter) => (
        <Row
          key={letter.id}
          letter={letter}
          tried={effects.get(letter.id)}
          isTicked={ticked.includes(letter.id)}
          view={view}
          onTick={(isTicked) => onTicked(isTicked ? [...ticked, letter.id] : ticked.filter((id) => id !== letter.id))}
        />
      ))}
    </ul>
  )
}

type RowProps = {
  readonly letter: Letter
  readonly tried: Tried | undefined
  readonly isTicked: boolean
  readonly view: View
  readonly onTick: (isTicked: boolean) => void
}

function Row({ letter, tried, isTicked, view, onTick }: RowProps) {
  const nowMs = useNow()
  const { id, reason, detail, atMs, conversationId, correlationId, bytes } = letter
  const words = `${codeWords(reason)}${conversationId === null ? '' : `, conversation ${conversationId}`}`
  return (
    <li class="letter">
      <label class="letter-tick">
        <input type="checkbox" checked={isTicked} onChange={(event) => onTick(event.currentTarget.checked)} />
        <span class="sr">
          {words}, {ago(atMs, nowMs)}
        </span>
      </label>
      <div class="letter-body">
        <p class="letter-head">
          <strong>{codeWords(reason)}</strong>
          {conversationId !== null && (
            <a class="finding-link" href={writeView({ ...view, conversation: conversationId, escalation: null })}>
              #{conversationId}
            </a>
          )}
          <time
            class={goesSoon(atMs, nowMs) ? 'letter-soon' : 'quiet'}
            dateTime={new Date(atMs).toISOString()}
            title={fullTime(atMs)}
          >
            {ago(atMs, nowMs)}
          </time>
        </p>
        {detail !== null && <p class="letter-detail">{plainText(detail)}</p>}
        {tried !== undefined && <Effect tried={tried} />}
        <details class="letter-ids">
          <summary>
            Ids<span class="sr"> of this letter</span>
          </summary>
          <dl>
            <dt>Letter</dt>
            <dd>{id}</dd>
            <dt>Correlation id, in the logs</dt>
            <dd>{correlationId ?? 'none'}</dd>
            <dt>Size</dt>
            <dd>{bytes} bytes</dd>
          </dl>
        </details>
      </div>
    </li>
  )
}

const Effect = ({ tried: { effect, code = null, does = [] } }: { tried: Tried }) => (
  <p class="letter-effect">
    <span class={`clock-state is-${effectTone(effect)}`}>{effectWords(effect)}</span>
    {code !== null && <span>{codeWords(code)}</span>}
    {does.length > 0 && <span class="quiet">{does.join('; ')}</span>}
  </p>
)
