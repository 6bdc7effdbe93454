import { ACCOUNT_ID } from './aws-names.ts'
import { listOf } from './json.ts'
import type { PolicyDocument, Statement } from './resource-properties.ts'

/** What is known of a call when statements are judged: condition keys in lower case, such as `aws:sourcearn`. */
export type Facts = Readonly<Record<string, string>>

export type Request = { action: string; resource: string; facts?: Facts }

export type Verdict = 'allowed' | 'denied' | 'not mentioned'

/** A policy says something that cannot be judged locally. */
export class PolicyError extends Error {
  override name = 'PolicyError'
}

/** True of every call on this machine. */
const ALWAYS: Facts = {
  'aws:securetransport': 'true',
  'aws:principalaccount': ACCOUNT_ID,
  'aws:resourceaccount': ACCOUNT_ID,
  'aws:principalisawsservice': 'false',
}

/** Keys that a delivering service sets; absent on a function's own call. */
const KNOWN_KEYS = new Set([...Object.keys(ALWAYS), 'aws:sourcearn', 'aws:sourceaccount'])

type Comparison = (expected: string, actual: string) => boolean

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringLike: (expected, actual) => globMatches(expected, actual),
  ArnEquals: (expected, actual) => globMatches(expected, actual),
  ArnLike: (expected, actual) => globMatches(expected, actual),
  Bool: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
}

/**
 * Looks through a policy before it is used.
 * @throws PolicyError on NotAction, NotResource, NotPrincipal, and on conditions that cannot be evaluated here.
 */
export const checkPolicy = (document: PolicyDocument, where: string): void => {
  for (const statement of listOf(document.Statement)) {
    for (const key of ['NotAction', 'NotResource', 'NotPrincipal'] as const) {
      if (statement[key] !== undefined) throw new PolicyError(`${where} uses ${key}: write what is allowed instead`)
    }
    for (const [operator, tests] of Object.entries(statement.Condition ?? {})) {
      if (COMPARISONS[operator] === undefined) {
        throw new PolicyError(`${where} uses the condition operator ${operator}, which is not evaluated locally`)
      }
      for (const key of Object.keys(tests)) {
        if (!KNOWN_KEYS.has(key.toLowerCase())) {
          throw new PolicyError(`${where} uses the condition key ${key}, which is not known locally`)
        }
      }
    }
  }
}

/** The verdict of statements on one action and resource; a Deny always wins, as in IAM. */
export const judge = (statements: readonly Statement[], request: Request): Verdict => {
  const fitting = statements.filter((statement) => fits(statement, request))
  if (fitting.some((statement) => statement.Effect === 'Deny')) return 'denied'
  return fitting.length > 0 ? 'allowed' : 'not mentioned'
}

const fits = (statement: Statement, request: Request): boolean =>
  listOf(statement.Action).some((action) => globMatches(action.toLowerCase(), request.action.toLowerCase())) &&
  listOf(statement.Resource).some((resource) => globMatches(resource, request.resource)) &&
  conditionsHold(statement, { ...ALWAYS, ...request.facts })

const conditionsHold = (statement: Statement, facts: Facts): boolean =>
  Object.entries(statement.Condition ?? {}).every(([operator, tests]) =>
    Object.entries(tests).every(([key, expected]) => {
      const actual = facts[key.toLowerCase()]
      const compare = COMPARISONS[operator]
      return (
        actual !== undefined && compare !== undefined && listOf(expected).some((one) => compare(String(one), actual))
      )
    }),
  )

/** Whether a statement's principal is the given service, such as `events.amazonaws.com`, or everybody. */
export const isPrincipal = (statement: Statement, service: string): boolean => {
  const { Principal: principal } = statement
  if (principal === '*') return true
  return Object.entries(principal ?? {}).some(([kind, names]) => {
    const all = listOf(names)
    return (kind === 'Service' && all.includes(service)) || (kind === 'AWS' && all.includes('*'))
  })
}

const compiled = new Map<string, RegExp>()

/** IAM's wildcards: `*` for any text, `?` for one character. */
export const globMatches = (pattern: string, text: string): boolean => {
  if (!/[*?]/.test(pattern)) return pattern === text
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
    expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's')
    compiled.set(pattern, expression)
  }
  return expression.test(text)
}
