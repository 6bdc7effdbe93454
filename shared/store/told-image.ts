/** Items whose writes are told on the bus and recorded nowhere else: the item is the record. */
import type { AttributeValue } from 'aws-lambda'
import { turnEvent } from '#domain/autonomy-turn'
import { deriveFlagEvents, deriveProposalEvents } from '#domain/derive-article-events'
import { deriveSignalEvents } from '#domain/derive-signal-events'
import { deriveSuggestionEvents } from '#domain/derive-suggestion-events'
import { deriveGradeEvents } from '#domain/quality/derive-grade-events'
import type { ArticleEvent } from '#events/article-events'
import type { GradeEvent } from '#events/grade-events'
import type { SignalEvent } from '#events/signal-events'
import type { SuggestionEvent } from '#events/suggestion-events'
import {
  flagInImage,
  gradeInImage,
  isFlagImage,
  isGradeImage,
  isProposalImage,
  isSignalImage,
  isSuggestedImage,
  isTurnImage,
  proposalInImage,
  signalInImage,
  suggestedInImage,
  turnInImage,
} from './stream-image.ts'

type Image = Readonly<Record<string, AttributeValue>>
export type Told = {
  readonly after: { readonly account: string }
  readonly events: readonly (SignalEvent | GradeEvent | SuggestionEvent | ArticleEvent)[]
}

/** What an image of the table's stream tells; undefined: it is of something else. @throws Error when it is misshapen. */
export function toldInImage(image: Image): Told | undefined {
  if (isGradeImage(image)) {
    const grade = gradeInImage(image)
    return { after: grade, events: deriveGradeEvents(grade) }
  }
  if (isSuggestedImage(image)) {
    const suggested = suggestedInImage(image)
    return { after: suggested, events: deriveSuggestionEvents(suggested) }
  }
  if (isTurnImage(image)) {
    const turn = turnInImage(image)
    return { after: turn, events: [turnEvent(turn)] }
  }
  if (isSignalImage(image)) {
    const signal = signalInImage(image)
    return { after: signal, events: deriveSignalEvents(signal) }
  }
  if (isFlagImage(image)) {
    const flag = flagInImage(image)
    return { after: flag, events: deriveFlagEvents(flag) }
  }
  if (!isProposalImage(image)) return undefined
  const proposal = proposalInImage(image)
  return { after: proposal, events: deriveProposalEvents(proposal) }
}
