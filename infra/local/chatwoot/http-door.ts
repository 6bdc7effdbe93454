/** Routes, rights and refusals of the REST door, without any route of its own. */
import type { Clock } from '../clock.ts'
import type { Actions } from './actions.ts'
import type { Actor } from './activity-notes.ts'
import type { World } from './conversation-save.ts'
import type { Deliveries } from './deliveries.ts'
import type { AgentBot, Operator } from './model.ts'
import type { Json, JsonObject } from './rails-json.ts'

export type Core = World & { readonly clock: Clock; readonly actions: Actions; readonly deliveries: Deliveries }

export type Caller =
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'bot'; readonly bot: AgentBot }

export type Call = {
  readonly core: Core
  readonly caller: Caller
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: JsonObject
}

/** `body` undefined: an empty answer. A string body goes out as text. */
export type Answer = { readonly status: number; readonly body?: Json; readonly headers?: Record<string, string> }

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export type Route = {
  readonly method: Method
  /** Segments beginning with a colon are parameters. */
  readonly path: string
  /** Who may call: anybody; bots and users; users; administrators. */
  readonly access: 'public' | 'bot' | 'user' | 'admin'
  readonly answer: (call: Call) => Answer
}

export const ok = (body?: Json): Answer => (body === undefined ? { status: 200 } : { status: 200, body })
export const notFound = (): Answer => ({ status: 404, body: { error: 'Resource could not be found' } })
export const unauthorized = (error: string): Answer => ({ status: 401, body: { error } })
export const unprocessable = (error: string): Answer => ({ status: 422, body: { error } })
export const recordInvalid = (message: string, attributes: readonly string[]): Answer => ({
  status: 422,
  body: { message, attributes },
})

export const INVALID_TOKEN = 'Invalid Access Token'
export const NOT_ALLOWED = 'You are not authorized to do this action'

/** Actor of a call, for activity messages. */
export const actorOf = (caller: Caller): Actor =>
  caller.kind === 'operator' ? { kind: 'operator', operator: caller.operator } : { kind: 'bot', bot: caller.bot }

export const isAdministrator = (caller: Caller): boolean =>
  caller.kind === 'operator' && caller.operator.role === 'administrator'

/** A whole number of the path, or NaN, which no row has. */
export const idOf = (call: Call, name: string): number => {
  const text = call.params[name] ?? ''
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}

export const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

export const objectOf = (value: Json | undefined): JsonObject | undefined =>
  value !== null && typeof value === 'object' && !isArray(value) ? value : undefined

export const listOf = (value: Json | undefined): readonly Json[] | undefined => (isArray(value) ? value : undefined)

const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Rails reads numbers and their texts alike. */
export const numberOf = (value: Json | undefined): number | undefined => {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value)
  return undefined
}

export const numbersOf = (value: Json | undefined): number[] =>
  (listOf(value) ?? []).flatMap((each) => numberOf(each) ?? [])

/** One page of a list; pages count from 1. */
export function pageOf<T>(items: readonly T[], query: URLSearchParams, size: number): T[] {
  const page = Math.max(1, Number(query.get('page') ?? '1') || 1)
  return items.slice((page - 1) * size, page * size)
}

export type Match = { readonly route: Route; readonly params: Readonly<Record<string, string>> }

/** The route for a method and path; fixed segments win over parameters because routes are tried in order. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const segments = path.split('/')
  for (const route of routes) {
    if (route.method !== method && !(route.method === 'PATCH' && method === 'PUT')) continue
    const pattern = route.path.split('/')
    if (pattern.length !== segments.length) continue
    const params: Record<string, string> = {}
    const fits = pattern.every((part, index) => {
      const segment = segments[index] ?? ''
      if (!part.startsWith(':')) return part === segment
      params[part.slice(1)] = decodeURIComponent(segment)
      return segment !== ''
    })
    if (fits) return { route, params }
  }
  return undefined
}
