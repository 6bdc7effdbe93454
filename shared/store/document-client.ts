import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { PATIENT_CLIENT } from '#runtime/aws-client'

/** The client of every store. `undefined` means absent, as in our types. */
export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ ...PATIENT_CLIENT }), {
    marshallOptions: { removeUndefinedValues: true },
  })
