/** The stand-in's own door for scripts and end-to-end tests. Chatwoot has nothing like it. */
import type { DeliverOptions } from '../deliveries.ts'
import { type Answer, type Call, listOf, ok, type Route, unprocessable } from '../http-door.ts'
import type { Json } from '../rails-json.ts'

type Action = (...values: Json[]) => unknown

/** `POST /_standin/actions/<name>` with `{"with": [arguments]}`; answers what the action returns. */
function act(call: Call): Answer {
  const actions = new Map<string, unknown>(Object.entries(call.core.actions))
  const action = actions.get(call.params.action ?? '')
  if (!isAction(action)) return unprocessable(`no such action; there are ${[...actions.keys()].join(', ')}`)
  try {
    const result = action(...(listOf(call.body.with) ?? []))
    return ok({ result: typeof result === 'number' || typeof result === 'boolean' ? result : null })
  } catch (fault) {
    // a script's wrong id or argument is the script's mistake: it must see it
    return unprocessable(fault instanceof Error ? fault.message : String(fault))
  }
}

const isAction = (value: unknown): value is Action => typeof value === 'function'

function setFaults(call: Call): Answer {
  const rates = ['drop', 'duplicate', 'duplicateWithNewId', 'reorder', 'delay'] as const
  const options: { -readonly [K in keyof DeliverOptions]: DeliverOptions[K] } = {}
  for (const rate of rates) {
    const value = call.body[rate]
    if (value === undefined) continue
    if (typeof value !== 'number' || value < 0 || value > 1) return unprocessable(`${rate} must be between 0 and 1`)
    options[rate] = value
  }
  call.core.deliveries.configure(options)
  return ok(options as Json)
}

/** Chatwoot shows a person their own token alone; these people are invented. */
const tokens = (call: Call): Answer =>
  ok([...call.core.store.operators.values()].map(({ id, role, accessToken }) => ({ id, role, token: accessToken })))

export const standinRoutes: readonly Route[] = [
  { method: 'GET', path: '/_standin/tokens', access: 'public', answer: tokens },
  {
    method: 'GET',
    path: '/_standin/deliveries',
    access: 'public',
    answer: (call) => ok(call.core.deliveries.statistics()),
  },
  { method: 'POST', path: '/_standin/faults', access: 'public', answer: setFaults },
  { method: 'POST', path: '/_standin/actions/:action', access: 'public', answer: act },
]
