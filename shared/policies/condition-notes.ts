/** What a condition says that is hardly meant: names that Chatwoot never gives, and labels that contradict each other. */
import type { Condition } from '#domain/condition'
import { didYouMean } from './nearest.ts'
import { anyOf, type Problem, pathText, shown } from './problem.ts'

/** Of Chatwoot 4, without the prefix. Source: its app/models/channel. */
const CHANNELS = [
  'WebWidget',
  'Email',
  'Api',
  'Whatsapp',
  'Sms',
  'TwilioSms',
  'Telegram',
  'Line',
  'FacebookPage',
  'Instagram',
  'TwitterProfile',
  'Voice',
]

/** `at` is the condition's place. */
export function conditionNotes(condition: Condition, at: readonly PropertyKey[]): Problem[] {
  const { channels = [], labelsAny = [], labelsAll = [], labelsNone = [] } = condition
  const lists = { labelsAny, labelsAll, labelsNone }
  return [
    ...channels.flatMap((channel, nth) => channelNotes(channel, [...at, 'channels', nth])),
    ...Object.entries(lists).flatMap(([list, labels]) =>
      labels.flatMap((label, nth) => labelNotes(label, [...at, list, nth])),
    ),
    ...contradictedLabels(condition, at),
  ]
}

/** Of one channel. */
export function channelNotes(channel: string, at: readonly PropertyKey[]): Problem[] {
  if (CHANNELS.includes(channel)) return []
  const proposal = didYouMean(channel, CHANNELS) || `; there are ${anyOf(CHANNELS).replace(' or ', ' and ')}`
  return [{ path: pathText(at), message: `Chatwoot has no channel ${shown(channel)}${proposal}` }]
}

/** Of one label. */
export function labelNotes(label: string, at: readonly PropertyKey[]): Problem[] {
  const stored = label.toLowerCase()
  if (stored === label) return []
  const message = `${shown(label)} has capitals, but Chatwoot stores labels in lower case; did you mean \`${stored}\`?`
  return [{ path: pathText(at), message }]
}

function contradictedLabels(condition: Condition, at: readonly PropertyKey[]): Problem[] {
  const { labelsAny = [], labelsAll = [], labelsNone = [] } = condition
  const asked = labelsAll.flatMap((label, nth) => {
    if (!labelsNone.includes(label)) return []
    const message = `${shown(label)} is ruled out by \`labelsNone\`: the condition never holds`
    return [{ path: pathText([...at, 'labelsAll', nth]), message }]
  })
  const idle = labelsAny.flatMap((label, nth) => {
    if (!labelsNone.includes(label)) return []
    const message = `${shown(label)} is of no effect: \`labelsNone\` rules it out`
    return [{ path: pathText([...at, 'labelsAny', nth]), message }]
  })
  if (idle.length === 0 || idle.length < labelsAny.length) return [...asked, ...idle]
  const message = 'has only labels that `labelsNone` rules out: the condition never holds'
  return [...asked, { path: pathText([...at, 'labelsAny']), message }]
}
