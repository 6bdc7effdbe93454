import { ago, fullTime } from './format.ts'
import { plainText } from './names.ts'
import type { TabProps } from './operations-page.tsx'
import { ReadAnswer } from './read-answer.tsx'
import { useNow } from './server-time.tsx'
import { SwitchRow } from './switch-row.tsx'
import type { ListedSwitch, SwitchesAnswer, TurnsAnswer } from './switch-shapes.ts'
import { accountQuery, isVerb, offOf, stoppedWords, turnWords } from './switch-words.ts'
import { useAnswer } from './use-answer.ts'

const PACE = { everyMs: 15_000 }

/** What Backdesk does not do for now: outage mode, every single switch, and who turned what. */
export function SwitchesTab({ api, view, me }: TabProps) {
  const { account } = view
  const answer = useAnswer<SwitchesAnswer>(api, `/v1/switches${accountQuery(account)}`, PACE)
  const turns = useAnswer<TurnsAnswer>(api, `/v1/switch-turns${accountQuery(account)}`, PACE)
  const readAgain = (): void => {
    answer.readAgain()
    turns.readAgain()
  }
  return (
    <ReadAnswer answer={answer}>
      {({ items }) => {
        const [outage, ...others] = items
        const common = { api, account, me, onTurned: readAgain }
        return (
          <div class="switches">
            {outage !== undefined && (
              <section class="panel" aria-labelledby="switch-outage">
                <ul class="switch-list">
                  <SwitchRow {...common} one={outage} headingId="switch-outage" />
                </ul>
              </section>
            )}
            <section class="panel" aria-labelledby="switches-all">
              <h3 id="switches-all">Each on its own</h3>
              <ul class="switch-list">
                {others.flatMap((one) => {
                  if (isVerb(one.name)) return []
                  const row = <SwitchRow key={one.name} {...common} one={one} stopped={stoppedWords(one.name, items)} />
                  return one.name === 'act' ? [row, <Verbs key="verbs" {...common} items={items} />] : [row]
                })}
              </ul>
            </section>
            <section class="panel" aria-labelledby="switch-turns">
              <h3 id="switch-turns">Who switched what</h3>
              <ReadAnswer answer={turns}>{(body) => <Turns {...body} />}</ReadAnswer>
            </section>
          </div>
        )
      }}
    </ReadAnswer>
  )
}

type VerbsProps = Omit<Parameters<typeof SwitchRow>[0], 'one'> & { readonly items: readonly ListedSwitch[] }

/** The kinds of actions, folded: whoever looks for one of the others does not read ten of these. */
function Verbs({ items, ...common }: VerbsProps) {
  const verbs = items.filter(({ name }) => isVerb(name))
  const off = verbs.filter((one) => offOf(one) !== null).length
  return (
    <li class="switch">
      <details open={off > 0}>
        <summary>
          Each kind of action on its own ({verbs.length}
          {off > 0 && `, ${off} off`})
        </summary>
        <ul class="switch-list switch-verbs">
          {verbs.map((one) => (
            <SwitchRow key={one.name} {...common} one={one} stopped={stoppedWords(one.name, items)} />
          ))}
        </ul>
      </details>
    </li>
  )
}

function Turns({ items }: TurnsAnswer) {
  const nowMs = useNow()
  if (items.length === 0) return <p class="quiet">Nothing was ever switched here.</p>
  return (
    <ol class="switch-turns">
      {items.map((turn) => (
        <li key={`${turn.atMs} ${turn.name}`}>
          <span dir="auto">{turnWords(turn)}</span>
          <span class="switch-words" dir="auto">
            {plainText(turn.reason)}
          </span>
          <time dateTime={new Date(turn.atMs).toISOString()} title={fullTime(turn.atMs)}>
            {ago(turn.atMs, nowMs)}
          </time>
        </li>
      ))}
    </ol>
  )
}
