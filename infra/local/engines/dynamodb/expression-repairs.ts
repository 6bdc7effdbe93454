import { AwsError } from '../aws-error.ts'
import type { CheckedRequest, Expression, Operand, UpdateSection } from './dynalite.ts'

/**
 * Known faults of dynalite 4.0.0: repaired in the parsed expression where that is possible, refused loudly where it is not.
 * Found by a random comparison with DynamoDB Local; docs/local-runner.md lists what stays different.
 */
export function repair(request: CheckedRequest): void {
  for (const clause of [request._condition, request._filter]) {
    if (clause) clause.expression = presentOnBothSides(clause.expression)
  }
  const updates = request._updates
  if (!updates) return
  refuseCopyAndChange(updates.sections)
  updates.sections = removalsFromTheEnd(updates.sections)
}

const isPath = (operand: Operand): operand is readonly (string | number)[] => Array.isArray(operand)
const isNested = (operand: Operand): operand is Expression => !isPath(operand) && 'args' in operand

/** `a = b` with both absent is false in DynamoDB, true in dynalite. */
function presentOnBothSides(expression: Expression): Expression {
  if (expression.type === 'and' || expression.type === 'or' || expression.type === 'not') {
    return { ...expression, args: expression.args.map((arg) => (isNested(arg) ? presentOnBothSides(arg) : arg)) }
  }
  const comparison = ['=', '<', '<=', '>', '>='].includes(expression.type)
  if (!comparison || !expression.args.every(isPath)) return expression
  const exists = (path: Operand): Expression => ({ type: 'function', name: 'attribute_exists', args: [path] })
  return { type: 'and', args: [{ type: 'and', args: expression.args.map(exists) }, expression] }
}

/** Dynalite copies by reference: `SET x = n ADD n :v` would give x the new value. */
function refuseCopyAndChange(sections: readonly UpdateSection[]): void {
  const copied = new Set(
    sections
      .filter((s) => s.type === 'set')
      .flatMap((s) => attributesCopied(s.val).filter((name) => name !== s.path[0])),
  )
  for (const { type, path } of sections) {
    const replacesWhole = path.length === 1 && (type === 'set' || type === 'remove')
    if (path[0] === undefined || !copied.has(path[0]) || replacesWhole) continue
    throw new AwsError(
      'LocalEngineUnsupported',
      `an update that copies ${path[0]} and changes it in the same expression is not offered by the local engines`,
    )
  }
}

/** Top-level attributes whose value a SET takes over as it is; sums make new values. */
function attributesCopied(value: Operand | undefined): (string | number)[] {
  if (value === undefined) return []
  if (isPath(value)) return value.slice(0, 1)
  if (!isNested(value) || (value.name !== 'if_not_exists' && value.name !== 'list_append')) return []
  return value.args.flatMap(attributesCopied)
}

/** DynamoDB resolves list indexes against the item before the update, dynalite one after the other: the highest go first. */
function removalsFromTheEnd(sections: readonly UpdateSection[]): UpdateSection[] {
  const listIndex = (s: UpdateSection): number => {
    const last = s.path.at(-1)
    return s.type === 'remove' && typeof last === 'number' ? last : -1
  }
  const removals = sections.filter((s) => listIndex(s) >= 0).sort((a, b) => listIndex(b) - listIndex(a))
  return [...sections.filter((s) => listIndex(s) < 0), ...removals]
}
