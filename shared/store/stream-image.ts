import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { AttributeValue } from 'aws-lambda'
import type { Conversation } from '#domain/conversation'
import { fromItem } from './item.ts'

/** The conversation in an image of the table's stream. @throws Error naming what is wrong with the image. */
export const conversationInImage = (image: Readonly<Record<string, AttributeValue>>): Conversation =>
  fromItem(unmarshall(image as Parameters<typeof unmarshall>[0])).conversation
