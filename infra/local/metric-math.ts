/** The metric expression uses more than is understood here. */
export class MetricMathError extends Error {
  override name = 'MetricMathError'
}

/** Values by metric id; undefined where a period has no data. */
export type MetricValues = (id: string) => number | undefined

type Expression = (values: MetricValues) => number | undefined

const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z]\w*|[-+*/(),])/y

/**
 * Reads CloudWatch metric math as alarms use it: `+ - * /`, brackets, numbers, ids of metrics and `FILL(x, number)`.
 * A missing value makes the result missing, as in CloudWatch.
 * @throws MetricMathError on anything else.
 */
export const metricMath = (text: string): { expression: Expression; ids: ReadonlySet<string> } => {
  const tokens = tokensOf(text)
  const ids = new Set<string>()
  let at = 0
  const next = (): string => tokens[at++] ?? ''
  const expect = (wanted: string): void => {
    if (next() !== wanted) throw new MetricMathError(`${text}: expected ${wanted}`)
  }
  const sum = (): Expression => {
    let left = product()
    while (tokens[at] === '+' || tokens[at] === '-') left = combined(left, next(), product())
    return left
  }
  const product = (): Expression => {
    let left = factor()
    while (tokens[at] === '*' || tokens[at] === '/') left = combined(left, next(), factor())
    return left
  }
  const factor = (): Expression => {
    const token = next()
    if (token === '-') {
      const value = factor()
      return (values) => negated(value(values))
    }
    if (token === '(') {
      const inner = sum()
      expect(')')
      return inner
    }
    if (/^\d/.test(token)) return () => Number(token)
    if (token === 'FILL' && tokens[at] === '(') return fill()
    if (/^[a-z]\w*$/.test(token) && tokens[at] !== '(') {
      ids.add(token)
      return (values) => values(token)
    }
    throw new MetricMathError(`${text}: ${token || 'its end'} is not understood locally`)
  }
  const fill = (): Expression => {
    expect('(')
    const value = sum()
    expect(',')
    const otherwise = sum()
    expect(')')
    return (values) => value(values) ?? otherwise(values)
  }
  const expression = sum()
  if (at !== tokens.length) throw new MetricMathError(`${text} goes on after its end`)
  return { expression, ids }
}

const combined =
  (left: Expression, operator: string, right: Expression): Expression =>
  (values) => {
    const [a, b] = [left(values), right(values)]
    if (a === undefined || b === undefined) return undefined
    switch (operator) {
      case '+':
        return a + b
      case '-':
        return a - b
      case '*':
        return a * b
      default:
        return b === 0 ? undefined : a / b
    }
  }

const negated = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value)

const tokensOf = (text: string): string[] => {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text)
    if (found?.[1] === undefined) throw new MetricMathError(`${text} cannot be read`)
    tokens.push(found[1])
  }
  return tokens
}
