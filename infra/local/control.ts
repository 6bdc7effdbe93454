import { DrainError } from './drain.ts'
import type { ControlReply, ControlRequest } from './engines/control.ts'
import { isObject, type JsonObject, parseJson } from './json.ts'
import type { Runner } from './runner.ts'
import { isStoryClock } from './story-clock.ts'

/**
 * The runner's own endpoints under `<engine url>/_backdesk/`, for scripts and end-to-end tests. Answers are JSON; a
 * request that cannot be honoured is answered 400 or 409 with `{ "error": … }`.
 */
export const addControls = (runner: Runner): void => {
  const { control } = runner.engines
  control.set('clock', async (request) => {
    const { skipMs } = bodyOf(request)
    if (request.method === 'POST') {
      if (typeof skipMs !== 'number' || skipMs < 0) return refused(400, 'send {"skipMs": a number}')
      await moveTime(runner, skipMs)
    }
    const { clock } = runner
    return {
      body: {
        nowMs: clock.now(),
        now: new Date(clock.now()).toISOString(),
        speed: isStoryClock(clock) ? clock.speed : null,
      },
    }
  })
  control.set('drain', async (request) => {
    const { limitMs, movesTime } = bodyOf(request)
    try {
      await runner.drain({ movesTime: movesTime === true, ...(typeof limitMs === 'number' && { limitMs }) })
      return { body: { drained: true } }
    } catch (error) {
      if (error instanceof DrainError)
        return { status: 409, body: { drained: false, error: error.message, busy: error.busy } }
      throw error
    }
  })
  control.set('queues', () => ({
    body: runner.engines.sqs
      .list()
      .map((queue) => ({ name: queue.name, arn: queue.arn, url: queue.url, ...queue.counts() })),
  }))
  control.set('functions', () => ({
    body: runner.pool.all().map(({ name, logicalId, stats, versions }) => ({
      name,
      logicalId,
      version: versions.current.version,
      ...stats,
    })),
  }))
  control.set('alarms', () => ({ body: runner.alarms.states() }))
  control.set('metrics', () => ({ body: runner.metrics.names() }))
  control.set('outputs', () => attempt(() => runner.resources.outputs()))
  control.set('kill', (request) =>
    attempt(async () => ({ killed: await runner.pool.kill(nameIn(request, 'function')) })),
  )
  control.set('release', (request) =>
    attempt(() => {
      const { function: name, codeDir } = bodyOf(request)
      if (typeof name !== 'string' || typeof codeDir !== 'string')
        throw new Error('send {"function": "name", "codeDir": "folder with index.js"}')
      return runner.pool.release(name, codeDir)
    }),
  )
  control.set('event-sources', (request) =>
    attempt(() => {
      const { function: name, on } = bodyOf(request)
      if (request.method === 'POST') {
        if (typeof name !== 'string' || typeof on !== 'boolean')
          throw new Error('send {"function": "name", "on": true}')
        const found = runner.queueSources.filter(
          ({ functionName }) => functionName === name || functionName.endsWith(`-${name}`),
        )
        if (found.length === 0) throw new Error(`no function ${name} works on a queue`)
        for (const source of found) source.enable(on)
      }
      return runner.queueSources.map(({ functionName, enabled }) => ({
        name: functionName,
        state: enabled ? 'Enabled' : 'Disabled',
      }))
    }),
  )
  control.set('fire', (request) =>
    attempt(() => {
      runner.fire(nameIn(request, 'schedule'))
      return { fired: true }
    }),
  )
}

const moveTime = async (runner: Runner, ms: number): Promise<void> => {
  const { clock } = runner
  if (isStoryClock(clock)) clock.skip(ms)
  else if ('advance' in clock && typeof clock.advance === 'function') await clock.advance(ms)
}

/** The name is the rest of the path or a member of the body. */
const nameIn = (request: ControlRequest, member: string): string => {
  const given = bodyOf(request)[member]
  const name = request.rest === '' && typeof given === 'string' ? given : decodeURIComponent(request.rest)
  if (name === '') throw new Error(`send {"${member}": "name"}`)
  return name
}

const bodyOf = (request: ControlRequest): JsonObject => {
  if (request.body.length === 0) return {}
  const value = parseJson(request.body.toString('utf8'))
  return isObject(value) ? value : {}
}

/** Runs what may be asked for wrongly; the mistake is the caller's to read. */
const attempt = async (work: () => unknown): Promise<ControlReply> => {
  try {
    return { body: await work() }
  } catch (error) {
    return refused(400, error instanceof Error ? error.message : String(error))
  }
}

const refused = (status: number, error: string): ControlReply => ({ status, body: { error } })
