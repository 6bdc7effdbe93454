import type { CheckedRequest, Expression, IndexDescription, Operand, TableDescription } from './dynalite.ts'
import { invalid } from './write-scope.ts'

const MAX_EXPRESSION_BYTES = 4096
const MAX_IN_VALUES = 100

const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
]

/** What DynamoDB refuses of an expression and dynalite does not; throws DynamoDB's refusal. */
export function checkExpressions(request: CheckedRequest): void {
  for (const kind of EXPRESSIONS) {
    const text = request[kind]
    const bytes = typeof text === 'string' ? Buffer.byteLength(text) : 0
    if (bytes > MAX_EXPRESSION_BYTES) {
      throw invalid(`Invalid ${kind}: Expression size has exceeded the maximum allowed size; expression size: ${bytes}`)
    }
  }
  for (const clause of [request._condition, request._filter]) if (clause) checkLists(clause.expression)
}

/** An index query is answered from the index alone: it can neither filter by nor show what is not projected. */
export function checkProjection(request: CheckedRequest, table: TableDescription): void {
  const index = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === request.IndexName)
  if (!index || index.Projection.ProjectionType === 'ALL') return
  const projected = projectedNames(index, table)
  const missing = (names: readonly (string | number | undefined)[]): string | undefined => {
    const absent = [...new Set(names)].filter((name) => !projected.has(name))
    return absent.length === 0 ? undefined : `[${absent.join(', ')}]`
  }
  const refused = 'One or more parameter values were invalid: '
  const filtered = missing(request._filter ? pathsIn(request._filter.expression).map(([name]) => name) : [])
  if (filtered) {
    throw invalid(
      `${refused}Secondary index ${index.IndexName} does not project one or more filter attributes: ${filtered}`,
    )
  }
  const shown = missing(request._projection?.paths.map(([name]) => name) ?? [])
  if (shown) throw invalid(`${refused}Global secondary index ${index.IndexName} does not project ${shown}`)
}

function projectedNames(index: IndexDescription, table: TableDescription): Set<unknown> {
  const keys = [...table.KeySchema, ...index.KeySchema].map(({ AttributeName }) => AttributeName)
  return new Set([...keys, ...(index.Projection.NonKeyAttributes ?? [])])
}

const isPath = (operand: Operand): operand is readonly (string | number)[] => Array.isArray(operand)
const isNested = (operand: Operand): operand is Expression => !isPath(operand) && 'args' in operand

function pathsIn(operand: Operand): (readonly (string | number)[])[] {
  if (isPath(operand)) return [operand]
  return isNested(operand) ? operand.args.flatMap(pathsIn) : []
}

function checkLists(operand: Operand): void {
  if (!isNested(operand)) return
  const values = operand.type === 'in' ? operand.args.length - 1 : 0
  if (values > MAX_IN_VALUES) {
    throw invalid(`The IN operator takes at most ${MAX_IN_VALUES} values; number of values: ${values}`)
  }
  operand.args.forEach(checkLists)
}
