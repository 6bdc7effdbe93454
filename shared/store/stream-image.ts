import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { AttributeValue } from 'aws-lambda'
import type { Approval } from '#domain/approval'
import type { ArticleFlag } from '#domain/article-health'
import type { AutonomyTurn } from '#domain/autonomy-turn'
import type { Conversation } from '#domain/conversation'
import type { LearningSignal } from '#domain/learning-signal'
import type { StoredOperator } from '#domain/operator'
import type { HeldProposal } from '#domain/proposal-lifecycle'
import type { ConversationGrade } from '#domain/quality/grade'
import type { Suggested } from '#domain/suggested'
import { fromApprovalItem } from './approval-item.ts'
import { proposalIn } from './article-proposals.ts'
import { fromItem } from './item.ts'
import {
  APPROVAL_PREFIX,
  ARTICLE_FLAG_PREFIX,
  GRADE_PREFIX,
  OPERATOR_PREFIX,
  PROPOSAL_PREFIX,
  SIGNAL_PREFIX,
  SUGGESTED_SK,
  TURN_PREFIX,
} from './keys.ts'

type Image = Readonly<Record<string, AttributeValue>>

/** True if the image is of an operator. */
export const isOperatorImage = ({ sk }: Image): boolean => sk?.S?.startsWith(OPERATOR_PREFIX) === true

/** True if the image is of a learning signal. */
export const isSignalImage = ({ sk }: Image): boolean => sk?.S?.startsWith(SIGNAL_PREFIX) === true

/** The signal in an image of the table's stream. @throws Error when it is none. */
export function signalInImage(image: Image): LearningSignal {
  const { signal } = itemOf(image)
  if (typeof signal !== 'object' || signal === null) throw new Error('Stored signal: signal is not a map')
  return signal as LearningSignal
}

/** True if the image tells that autonomy was gained or lost. */
export const isTurnImage = ({ sk }: Image): boolean => sk?.S?.startsWith(TURN_PREFIX) === true

/** The turn in an image of the table's stream. @throws Error when it is none. */
export function turnInImage(image: Image): AutonomyTurn {
  const { turn } = itemOf(image)
  if (typeof turn !== 'object' || turn === null) throw new Error('Stored turn: turn is not a map')
  return turn as AutonomyTurn
}

/** True if the image is of an approval. */
export const isApprovalImage = ({ sk }: Image): boolean => sk?.S?.startsWith(APPROVAL_PREFIX) === true

/** The approval in an image of the table's stream. @throws Error when it is none. */
export const approvalInImage = (image: Image): Approval => fromApprovalItem(itemOf(image))

/** True if the image is of a grade. */
export const isGradeImage = ({ sk }: Image): boolean => sk?.S?.startsWith(GRADE_PREFIX) === true

/** The grade in an image of the table's stream. @throws Error when it is none. */
export function gradeInImage(image: Image): ConversationGrade {
  const { grade } = itemOf(image)
  if (typeof grade !== 'object' || grade === null) throw new Error('Stored grade: grade is not a map')
  return grade as ConversationGrade
}

/** True if the image is of what was suggested to a conversation. */
export const isSuggestedImage = ({ sk }: Image): boolean => sk?.S === SUGGESTED_SK

/** What was suggested, in an image of the table's stream. @throws Error when it is none. */
export function suggestedInImage(image: Image): Suggested {
  const { suggested } = itemOf(image)
  if (typeof suggested !== 'object' || suggested === null) throw new Error('Stored suggestions: suggested is not a map')
  return suggested as Suggested
}

/** True if the image is of a flag of an article. */
export const isFlagImage = ({ sk }: Image): boolean => sk?.S?.startsWith(ARTICLE_FLAG_PREFIX) === true

/** The flag in an image of the table's stream. @throws Error when it is none. */
export function flagInImage(image: Image): ArticleFlag {
  const { flagged } = itemOf(image)
  if (typeof flagged !== 'object' || flagged === null) throw new Error('Stored flag: flagged is not a map')
  return flagged as ArticleFlag
}

/** True if the image is of a proposal about an article. */
export const isProposalImage = ({ sk }: Image): boolean => sk?.S?.startsWith(PROPOSAL_PREFIX) === true

/** The proposal in an image of the table's stream. @throws Error when it is none. */
export function proposalInImage(image: Image): HeldProposal {
  const item = itemOf(image)
  if (typeof item.proposal !== 'object' || item.proposal === null) {
    throw new Error('Stored proposal: proposal is not a map')
  }
  return proposalIn(item)
}

/** The conversation in an image of the table's stream. @throws Error naming what is wrong with the image. */
export const conversationInImage = (image: Image): Conversation => fromItem(itemOf(image)).conversation

/** The operator in an image of the table's stream. @throws Error when it is none. */
export function operatorInImage(image: Image): StoredOperator {
  const { operator } = itemOf(image)
  if (typeof operator !== 'object' || operator === null) throw new Error('Stored operator: operator is not a map')
  return operator as StoredOperator
}

const itemOf = (image: Image) => unmarshall(image as Parameters<typeof unmarshall>[0])
