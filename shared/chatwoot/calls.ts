import * as z from 'zod/mini'
import type { ChatwootAccess } from './access.ts'
import { type Called, calledOf } from './called.ts'
import type { HttpCall, HttpResult, Patience } from './http-call.ts'

export type ChatwootClientDeps = {
  readonly http: HttpCall
  /** Waits until Chatwoot's rate limit leaves room for one more call. */
  readonly pace: () => Promise<void>
  /** Remembers by address who has said that there were too many calls, and, as `slow <address>`, who has not answered in time. */
  readonly brake?: {
    heldMs(address: string): number
    /** `retryAfter`: as its header says it. */
    refused(address: string, retryAfter?: string): void
    answered(address: string): void
  }
}

/** Chatwoot names no time after which to ask again (CONTRACT (c), "Rate limits"); whoever stands in front of it may. */
const TOO_MANY = 429
const HELD_BACK: HttpResult = { kind: 'answered', status: TOO_MANY, body: '' }
/** One that hangs would keep the few instances there are from everybody else's Chatwoot. */
const NOT_ANSWERING: HttpResult = { kind: 'unanswered', code: 'not_answering', mayHaveArrived: false }

/** Makes of a success's JSON (`undefined`: an empty body) what is wanted of it; `undefined` where it is of another form. */
export type Read<Value> = (body: unknown) => Value | undefined
type Method = 'GET' | 'POST' | 'PATCH'
type More = { readonly body?: object; readonly patience?: Patience }

/** Calls to one Chatwoot by one token. They throw nothing that Chatwoot or the network cause. */
export type ChatwootCalls = {
  /** `path` from the root, e.g. `/api`; without the account. */
  root<Value>(path: string, read: Read<Value>): Promise<Called<Value>>
  /** `path` under the account, e.g. `agents?page=2`. */
  get<Value>(path: string, read: Read<Value>, patience?: Patience): Promise<Called<Value>>
  post<Value>(path: string, body: object, read: Read<Value>): Promise<Called<Value>>
  patch<Value>(path: string, body: object, read: Read<Value>): Promise<Called<Value>>
}

export function chatwootCalls(access: ChatwootAccess, { http, pace, brake }: ChatwootClientDeps): ChatwootCalls {
  const headers = { 'Api-Access-Token': access.token }
  const send = async (method: Method, path: string, more: More = {}): Promise<HttpResult> => {
    const { baseUrl } = access
    // Not waited for: its message comes back later, and others are not kept from theirs.
    if (brake !== undefined && brake.heldMs(baseUrl) > 0) return HELD_BACK
    const slow = `slow ${baseUrl}`
    if (brake !== undefined && brake.heldMs(slow) > 0) return NOT_ANSWERING
    await pace()
    const url = `${baseUrl}${path}`
    const { body, patience } = more
    const result = await http({
      method,
      url,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(patience === undefined ? {} : { patience }),
    })
    if (result.kind === 'unanswered') {
      if (result.code === 'timed_out') brake?.refused(slow)
    } else {
      brake?.answered(slow)
      if (result.status === TOO_MANY) brake?.refused(baseUrl, result.retryAfter)
      else brake?.answered(baseUrl)
    }
    return result
  }
  const account = `/api/v1/accounts/${access.accountId}`
  return {
    root: async (path, read) => calledOf(await send('GET', path), read),
    get: async (path, read, patience) =>
      calledOf(await send('GET', `${account}/${path}`, patience === undefined ? {} : { patience }), read),
    post: async (path, body, read) => calledOf(await send('POST', `${account}/${path}`, { body }), read),
    patch: async (path, body, read) => calledOf(await send('PATCH', `${account}/${path}`, { body }), read),
  }
}

/** What a schema reads; `undefined` where the body is of another form. */
export const reading =
  <Schema extends z.ZodMiniType>(schema: Schema): Read<z.output<Schema>> =>
  (body) => {
    const parsed = z.safeParse(schema, body)
    return parsed.success ? parsed.data : undefined
  }
