/** JSON bodies: what may be sent, and what is said of one that may not. A value that was sent is never repeated. */
import { isUtf8 } from 'node:buffer'
import { problemsOf } from './body-problems.ts'
import { type HttpHeaders, type Problem, type Refusal, refused } from './http-answer.ts'
import type { Input, InputSchema } from './http-input.ts'
import { parsedJson } from './json.ts'

/** The parts of an HTTP API event that are a body. */
export type BodyEvent = {
  readonly headers?: HttpHeaders
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

const MOST_BYTES = 256 * 1024
/** Far more than any document of ours; a schema that refers to itself would run out of stack some thousands down. */
const MOST_LEVELS = 64
/** JSON is UTF-8 (RFC 8259, 8.1): another charset is another format. */
const JSON_TYPE = /^\s*application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/**
 * The body as its schema gives it, or a refusal: 415 for another type, 413 when too large, 400 when it is no JSON or the
 * schema does not take it. A request without a body is `undefined` to the schema. Without a schema it is not looked at.
 */
export function readBody(schema: InputSchema | undefined, event: BodyEvent): Input {
  if (schema === undefined) return { ok: true, value: undefined }
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded === true ? 'base64' : 'utf8')
  const parsed = bytes.length === 0 ? ABSENT : parse(bytes, event.headers?.['content-type'])
  if (!parsed.ok) return parsed
  const result = schema.safeParse(parsed.value)
  return result.success ? { ok: true, value: result.data } : failed(refusedBody(problemsOf(result.error.issues)))
}

const ABSENT: Input = { ok: true, value: undefined }

function parse(bytes: Buffer, contentType: string | undefined): Input {
  if (!JSON_TYPE.test(contentType ?? ''))
    return failed(refused(415, 'not_json', 'Send the body as application/json, in UTF-8.'))
  if (bytes.length > MOST_BYTES)
    return failed(refused(413, 'body_too_large', `A body may have ${MOST_BYTES} bytes (256 KB) at most.`))
  const value = isUtf8(bytes) ? parsedJson(bytes.toString('utf8')) : undefined
  if (value === undefined) return failed(refused(400, 'bad_json', 'The body is no valid JSON.'))
  if (isDeeperThan(MOST_LEVELS, value))
    return failed(refused(400, 'bad_json', `The body is nested deeper than ${MOST_LEVELS} levels.`))
  return { ok: true, value }
}

function refusedBody(problems: readonly Problem[]): Refusal {
  const [first = { path: 'body', message: 'is ill-formed' }] = problems
  return { ...refused(400, 'bad_body', `"${first.path}" ${first.message}.`), problems }
}

/** Without recursion: the depth is the caller's choice. */
function isDeeperThan(levels: number, value: unknown): boolean {
  let level = [value].filter(isComposed)
  for (let depth = 0; depth < levels; depth += 1) level = level.flatMap((one) => Object.values(one)).filter(isComposed)
  return level.length > 0
}

const isComposed = (value: unknown): value is object => typeof value === 'object' && value !== null

const failed = (refusal: Refusal): Input => ({ ok: false, refusal })
