import type { HttpCall } from './http-call.ts'

/** Calls none of which is begun after `untilMs`, or lasts longer: however many pages there are, the whole ends by then. */
export const within =
  (http: HttpCall, { now, untilMs }: { readonly now: () => number; readonly untilMs: number }): HttpCall =>
  async (request) => {
    const withinMs = untilMs - now()
    if (withinMs <= 0) return { kind: 'unanswered', code: 'out_of_time', mayHaveArrived: false }
    return http({ ...request, withinMs })
  }
