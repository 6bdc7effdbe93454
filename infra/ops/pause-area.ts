import { type Answer, type Area, isSet, UsageFault, type Values } from './area.ts'
import { eventSources } from './event-sources.ts'

const PAUSE = `  pause FUNCTION --yes                     it takes nothing from its queue any more, which keeps what comes for days
                                           (docs/runbooks/switches.md): process, sla, route, escalate, review, act,
                                           presence, reconcile, suggest. For the work itself there are switches
  pause status                             which functions take from their queues`
const RESUME = `  resume FUNCTION --yes                    it takes from its queue again, the oldest first`

/** What it means while it lasts, for whoever is about to do it. */
const MEANWHILE: Readonly<Record<string, string>> = {
  process: 'Webhooks are taken and kept, and the queue that people see stands still.',
  sla: 'Nothing is warned of, and no escalation climbs.',
  route: 'Nobody is given a conversation.',
  escalate: 'Nobody is paged for anything.',
  review: 'Approved replies wait, and drafts that the customer has overtaken are not ended.',
  act: 'Nothing is done in Chatwoot, and nothing is read from it.',
  presence: 'Who is there stays as it was read last.',
  reconcile: 'What no webhook told stays unknown.',
  suggest: 'Suggestions are made by the index as it is.',
}

/** Holds up a function before its queue. Taking webhooks in cannot be paused: what is not taken is lost. */
export const pauseArea: Area = {
  usage: PAUSE,
  options: { yes: { type: 'boolean' } },
  takes: { status: [] },
  run: async ([name = ''], values) => (name === 'status' ? status(values) : turn(name, 'off', values)),
}

export const resumeArea: Area = {
  usage: RESUME,
  options: { yes: { type: 'boolean' } },
  takes: {},
  run: async ([name = ''], values) => turn(name, 'on', values),
}

async function status(values: Values): Promise<Answer> {
  const all = await eventSources(values).list()
  const lines = all.map(({ name, state }) => `${name}\t${state}`).sort()
  return { text: lines.join('\n') || 'No function takes from a queue.', json: all }
}

async function turn(name: string, to: 'on' | 'off', values: Values): Promise<Answer> {
  const meanwhile = Object.hasOwn(MEANWHILE, name) ? MEANWHILE[name] : undefined
  if (meanwhile === undefined) {
    const why =
      (Object.hasOwn(refusals, name) ? refusals[name] : undefined) ??
      `it can be one of ${Object.keys(MEANWHILE).join(', ')}`
    throw new UsageFault(`${name} is not paused here: ${why}`)
  }
  if (!isSet(values, 'yes')) {
    const words = to === 'off' ? `pauses ${name}. ${meanwhile}` : `has ${name} take from its queue again.`
    throw new UsageFault(`--yes is missing: this ${words}`)
  }
  const count = await eventSources(values).turn(name, to)
  if (count === 0) throw new Error(`${name} has no event source there: is this release deployed?`)
  const done = to === 'off' ? `Paused: ${name}, within a minute. ${meanwhile}` : `Resumed: ${name}, within a minute.`
  return { text: done, json: { name, on: to === 'on' } }
}

const refusals: Readonly<Record<string, string>> = {
  ingest: 'Chatwoot tells of a change once, and what is not taken is lost',
  publish: 'its stream keeps what it has to tell for 24 hours only, and then events are lost',
}
