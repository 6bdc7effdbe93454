/** What a caller sends, held against a schema; first of all the query. */
import { type Refusal, refused } from './http-answer.ts'

/** What zod's schemas offer; any validator of this shape will do. */
export type InputSchema = {
  safeParse(
    input: unknown,
  ):
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: { readonly issues: readonly InputIssue[] } }
}
/** One thing that is wrong; the optional parts are those of the codes that need them. */
export type InputIssue = {
  readonly code?: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** Of `unrecognized_keys`. */
  readonly keys?: unknown
  /** Of `invalid_type`: the type that there should be. */
  readonly expected?: unknown
  /** Of `invalid_value`: what there may be. */
  readonly values?: unknown
  /** Of `too_small` and `too_big`: what is measured, and its bound. */
  readonly origin?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly inclusive?: unknown
}

export type Input = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: Refusal }

type Query = Readonly<Record<string, string | undefined>>

/** The query as its schema gives it, or a refusal that names the parameter. Without a schema it is not looked at. */
export function readQuery(schema: InputSchema | undefined, query: Query = {}): Input {
  if (schema === undefined) return { ok: true, value: {} }
  const result = schema.safeParse(query)
  if (result.success) return { ok: true, value: result.data }
  const issue = result.error.issues[0]
  const parameter = parameterOf(issue)
  const detail =
    issue?.code === 'unrecognized_keys'
      ? `"${parameter}" is not a parameter of this route.`
      : `"${parameter}" ${issue?.message}.`
  return { ok: false, refusal: { ...refused(400, 'bad_parameter', detail), parameter } }
}

function parameterOf(issue: InputIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys' && Array.isArray(issue.keys)) return String(issue.keys[0])
  return String(issue?.path[0] ?? 'query')
}
