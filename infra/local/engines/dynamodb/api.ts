import { indexArn, tableArn } from '../arn.ts'
import type { Operation, Permission, RpcService } from '../service.ts'
import { DYNALITE_OPERATIONS } from './dynalite.ts'
import type { LocalDynamoDb } from './local-dynamodb.ts'

/** What dynalite offers, and what is added to it here. */
const OPERATIONS: readonly string[] = [
  ...DYNALITE_OPERATIONS,
  'DescribeTimeToLive',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateTimeToLive',
]

/** IAM knows no transactions: each operation in one needs the permission of its single form. */
const ACTION_IN_TRANSACTION: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
}

type Input = Readonly<Record<string, unknown>>

export function dynamoService(dynamodb: LocalDynamoDb): RpcService {
  const operations = OPERATIONS.map((name): [string, Operation] => [
    name,
    (input) => dynamodb.perform(name, input as Input),
  ])
  return { service: 'dynamodb', operations: Object.fromEntries(operations), permissions }
}

function permissions(name: string, input: Input): readonly Permission[] {
  if (Array.isArray(input.TransactItems)) {
    return input.TransactItems.flatMap((item: Readonly<Record<string, { readonly TableName?: string }>>) =>
      Object.entries(item).map(([kind, { TableName }]) => ({
        action: ACTION_IN_TRANSACTION[kind] ?? kind,
        resources: [tableArn(String(TableName))],
      })),
    )
  }
  if (input.RequestItems !== null && typeof input.RequestItems === 'object') {
    return [{ action: name, resources: Object.keys(input.RequestItems).map(tableArn) }]
  }
  const table = String(input.TableName ?? '*')
  const resource = typeof input.IndexName === 'string' ? indexArn(table, input.IndexName) : tableArn(table)
  return [{ action: name, resources: [resource] }]
}
