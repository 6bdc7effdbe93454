import * as z from 'zod/mini'
import type { ChatwootAccess } from './access.ts'
import { type Called, calledOf } from './called.ts'
import type { HttpCall } from './http-call.ts'

export type ChatwootClientDeps = {
  readonly http: HttpCall
  /** Waits until Chatwoot's rate limit leaves room for one more call. */
  readonly pace: () => Promise<void>
}

/** Makes of a success's JSON (`undefined`: an empty body) what is wanted of it; `undefined` where it is of another form. */
export type Read<Value> = (body: unknown) => Value | undefined
type Method = 'GET' | 'POST'

/** Calls to one Chatwoot by one token. They throw nothing that Chatwoot or the network cause. */
export type ChatwootCalls = {
  /** `path` from the root, e.g. `/api`; without the account. */
  root<Value>(path: string, read: Read<Value>): Promise<Called<Value>>
  /** `path` under the account, e.g. `agents?page=2`. */
  get<Value>(path: string, read: Read<Value>): Promise<Called<Value>>
  post<Value>(path: string, body: object, read: Read<Value>): Promise<Called<Value>>
}

export function chatwootCalls(access: ChatwootAccess, { http, pace }: ChatwootClientDeps): ChatwootCalls {
  const headers = { 'Api-Access-Token': access.token }
  const send = async (method: Method, path: string, body?: object) => {
    await pace()
    const url = `${access.baseUrl}${path}`
    return http({ method, url, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }
  const account = `/api/v1/accounts/${access.accountId}`
  return {
    root: async (path, read) => calledOf(await send('GET', path), read),
    get: async (path, read) => calledOf(await send('GET', `${account}/${path}`), read),
    post: async (path, body, read) => calledOf(await send('POST', `${account}/${path}`, body), read),
  }
}

/** What a schema reads; `undefined` where the body is of another form. */
export const reading =
  <Schema extends z.ZodMiniType>(schema: Schema): Read<z.output<Schema>> =>
  (body) => {
    const parsed = z.safeParse(schema, body)
    return parsed.success ? parsed.data : undefined
  }
