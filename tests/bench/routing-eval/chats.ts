/** How early a chat can be routed: the domain after its first customer turns, and what waiting for substance gives. */
import { isSubstantive } from '#text/substance'
import { ANCHORS } from './anchors.ts'
import { rowsOf, turnsIn } from './labelled-sets.ts'
import { guessOfSaid, trainedOurs } from './ours.ts'
import { fifthHeldOut } from './scenarios.ts'

export type ChatRow = {
  readonly after: string
  /** Share of chats that can be judged by then. */
  readonly judged: number
  /** Of all chats. */
  readonly accuracy: number
  readonly anchor: number | null
}

type Chat = { readonly turns: readonly string[]; readonly topic: string }

/** A chat teaches by its first two messages that say something; and by both together. */
export const lessonsOf = ({ turns, topic }: Chat) => {
  const telling = turns.filter(isSubstantive).slice(0, 2)
  return [...telling, ...(telling.length > 1 ? [telling.join('\n')] : [])].map((text) => ({ text, topic }))
}

export function chatFigures(data: string): { rows: ChatRow[]; kilobytes: number } | undefined {
  const found = rowsOf(data, 'multidogo', 'conversations.jsonl')
  if (found === undefined) return undefined
  const chats = found.map((row): Chat => ({ turns: turnsIn(row), topic: String(row.domain) }))
  return chatFiguresOf(fifthHeldOut(chats))
}

export function chatFiguresOf({
  taught,
  tried,
}: {
  readonly taught: readonly Chat[]
  readonly tried: readonly Chat[]
}) {
  const { classifier, kilobytes } = trainedOurs(taught.flatMap(lessonsOf))
  const joined = taught.map(({ turns, topic }) => ({ text: turns.slice(0, 3).join('\n'), topic }))
  const anchor = ANCHORS['TF-IDF, logistic']?.(joined)
  const row = (after: string, seen: (chat: Chat) => readonly string[], beside = false): ChatRow => {
    const guesses = tried.map((chat) => guessOfSaid(classifier, seen(chat)))
    const right = (at: number): boolean => guesses[at]?.topic === tried[at]?.topic
    const anchored = tried.filter((chat) => anchor?.(seen(chat).join('\n')).topic === chat.topic).length
    return {
      after,
      judged: guesses.filter((one) => one !== null).length / tried.length,
      accuracy: tried.filter((_, at) => right(at)).length / tried.length,
      anchor: beside ? anchored / tried.length : null,
    }
  }
  const first = (count: number) =>
    row(`first ${count === 1 ? 'turn' : `${count} turns`}`, ({ turns }) => turns.slice(0, count), true)
  const telling = (count: number) =>
    row(`first ${count === 1 ? 'message' : `${count} messages`} that say something`, ({ turns }) =>
      turns.filter(isSubstantive).slice(0, count),
    )
  return { kilobytes, rows: [first(1), first(2), first(3), telling(1), telling(2), telling(3)] }
}
