/** How early a chat can be routed: the domain after its first customer turns, and what waiting for substance gives. */
import { isSubstantive } from '#text/substance'
import { lessonsIn } from '#text/topics/lessons'
import { ANCHORS } from './anchors.ts'
import { rowsOf, turnsIn } from './labelled-sets.ts'
import { guessOf, guessOfSaid, trainedOurs } from './ours.ts'
import { fifthHeldOut } from './scenarios.ts'

export type ChatRow = {
  readonly after: string
  /** Share of chats that can be judged by then. */
  readonly judged: number
  /** Of all chats. */
  readonly accuracy: number
  /** Of the turns joined, by what was taught the first three of each chat joined: ours, and the anchor. */
  readonly joined: { readonly ours: number; readonly anchor: number } | null
}

type Chat = { readonly turns: readonly string[]; readonly topic: string }

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
  const lessons = taught.flatMap(({ turns, topic }, at) =>
    lessonsIn(turns).map((text) => ({ text, topic, group: String(at) })),
  )
  const { classifier, kilobytes } = trainedOurs(lessons)
  const firstThree = taught.map(({ turns, topic }) => ({ text: turns.slice(0, 3).join('\n'), topic }))
  const anchor = ANCHORS['TF-IDF, logistic']?.(firstThree)
  const { classifier: joinedOurs } = trainedOurs(firstThree)
  const joinedOf = (seen: (chat: Chat) => readonly string[]): ChatRow['joined'] => {
    const share = (guess: (text: string) => string | undefined): number =>
      tried.filter((chat) => guess(seen(chat).join('\n')) === chat.topic).length / tried.length
    return { ours: share((text) => guessOf(joinedOurs, text).topic), anchor: share((text) => anchor?.(text).topic) }
  }
  const row = (after: string, seen: (chat: Chat) => readonly string[], beside = false): ChatRow => {
    const guesses = tried.map((chat) => guessOfSaid(classifier, seen(chat)))
    const right = (at: number): boolean => guesses[at]?.topic === tried[at]?.topic
    return {
      after,
      judged: guesses.filter((one) => one !== null).length / tried.length,
      accuracy: tried.filter((_, at) => right(at)).length / tried.length,
      joined: beside ? joinedOf(seen) : null,
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
