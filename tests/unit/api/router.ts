/** A handler over routes of a test's own. */
import { type HttpRoute, httpHandler } from '#runtime/http'
import { type Answer, type HttpResponse, pagePolicy } from '#runtime/http-answer'
import { logger } from '#runtime/log'
import { type Asking, anEvent } from './ask.ts'

export type Serving = {
  ask(asking: Asking): Promise<HttpResponse>
  /** What was logged. */
  readonly lines: string[]
}

/** A handler over these routes, and the lines it logs. */
export function serving(...routes: HttpRoute[]): Serving {
  const lines: string[] = []
  let nowMs = 1_000
  const handler = httpHandler({
    routes,
    rolesClaim: 'cognito:groups',
    pagePolicy: pagePolicy(['https://id.example.com']),
    log: logger({ service: 'api', now: () => 0, write: (line) => lines.push(line) }),
    now: () => {
      nowMs += 7
      return nowMs
    },
  })
  return { ask: (asking) => handler(anEvent(asking)), lines }
}

/** A public route at /thing that answers, or throws, this. */
export const answering = (answer: Answer | Error, route: Partial<HttpRoute> = {}): HttpRoute => ({
  path: '/thing',
  access: 'public',
  run: async () => {
    if (answer instanceof Error) throw answer
    return answer
  },
  ...route,
})

export const json = (body: Record<string, unknown>, fresh?: Record<string, number | null>): Answer =>
  fresh === undefined ? { kind: 'json', body } : { kind: 'json', body, fresh }
