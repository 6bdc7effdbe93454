import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { type Clock, manualClock, realClock } from '#infra/local/clock'
import { FunctionError } from '#infra/local/lambda/environment'
import { type Invocation, LocalFunction, Throttled } from '#infra/local/lambda/pool'
import { timeCell } from '#infra/local/lambda/time-cell'
import { storyClock } from '#infra/local/story-clock'

const DAY_MS = 86_400_000
const folders: string[] = []
const running: LocalFunction[] = []
const clock = storyClock(realClock(), 1)

type Wish = {
  alias?: string
  timeoutMs?: number
  memoryMb?: number
  reserved?: number
  maxWorkers?: number
  handler?: string
}

/** A function of this source, with what it printed and how its invocations ended. */
const functionOf = (source: string, wish: Wish = {}, lives: Clock = clock) => {
  const codeDir = mkdtempSync(join(tmpdir(), 'backdesk-pool-'))
  folders.push(codeDir)
  writeFileSync(join(codeDir, 'index.cjs'), source)
  const lines: string[] = []
  const invocations: Invocation[] = []
  const fn = new LocalFunction({
    name: 'tested',
    logicalId: 'Tested',
    arn: 'arn:aws:lambda:eu-west-1:000000000000:function:tested',
    codeDir,
    handler: wish.handler ?? 'index.handler',
    timeoutMs: wish.timeoutMs ?? 10_000,
    memoryMb: wish.memoryMb ?? 128,
    reserved: wish.reserved,
    maxWorkers: wish.maxWorkers ?? 2,
    alias: wish.alias,
    env: { GREETING: 'hello', AWS_LAMBDA_FUNCTION_NAME: 'tested', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128' },
    time: timeCell(lives),
    onLine: (line) => lines.push(line),
    onInvoked: (invocation) => invocations.push(invocation),
  })
  running.push(fn)
  return { fn, lines, invocations }
}

const failure = async (work: Promise<unknown>): Promise<{ type: string; message: string }> => {
  try {
    await work
  } catch (error) {
    if (error instanceof FunctionError) return { type: error.errorType, message: error.message }
    throw error
  }
  return { type: 'none', message: 'it worked' }
}

afterEach(async () => {
  for (const fn of running.splice(0)) await fn.stop()
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('a function', () => {
  test('gets event, context and only its own environment', async () => {
    process.env.SECRET_OF_THE_SHELL = 'x'
    const { fn } = functionOf(`exports.handler = async (event, context) => ({
      event, greeting: process.env.GREETING, leaked: process.env.SECRET_OF_THE_SHELL ?? null,
      name: context.functionName, arn: context.invokedFunctionArn, memory: context.memoryLimitInMB,
      left: context.getRemainingTimeInMillis() > 0, id: typeof context.awsRequestId })`)
    expect(await fn.invoke({ n: 1 })).toEqual({
      event: { n: 1 },
      greeting: 'hello',
      leaked: null,
      name: 'tested',
      arn: fn.arn,
      memory: '128',
      left: true,
      id: 'string',
    })
    delete process.env.SECRET_OF_THE_SHELL
  })

  test('answers null when it returns nothing', async () => {
    expect(await functionOf('exports.handler = async () => {}').fn.invoke({})).toBeNull()
  })

  test('keeps its environment warm from one invocation to the next', async () => {
    const { fn } = functionOf('let n = 0; exports.handler = async () => ++n')
    expect([await fn.invoke({}), await fn.invoke({}), fn.stats.coldStarts]).toEqual([1, 2, 1])
  })

  test('lives on the clock of the runner: Date.now, new Date and Date itself', async () => {
    const { fn } = functionOf(`exports.handler = async () => {
      const date = new Date()
      class Own extends Date {}
      return { now: Date.now(), date: date.getTime(), text: Date.parse(Date()), given: new Date(5).getTime(),
        instance: date instanceof Date, same: date.constructor === Date, own: new Own() instanceof Own, utc: Date.UTC(1970, 0) } }`)
    clock.skip(3 * DAY_MS)
    const before = clock.now()
    const seen = (await fn.invoke({})) as Record<string, number | boolean>
    const after = clock.now()
    for (const value of [seen.now, seen.date]) {
      expect(value).toBeGreaterThanOrEqual(before - 5)
      expect(value).toBeLessThanOrEqual(after + 5)
    }
    expect(Number(seen.text)).toBeGreaterThan(Date.now() + 2 * DAY_MS)
    expect(seen).toMatchObject({ given: 5, instance: true, same: true, own: true, utc: 0 })
  })

  test('begins an invocation at the time of a fast clock, and then sees time pass as its code does', async () => {
    const fast = storyClock(realClock({ speed: 1000 }), 1000)
    const { fn } = functionOf(
      'exports.handler = async () => { const from = Date.now(); await new Promise((r) => setTimeout(r, 100)); return [from, Date.now() - from] }',
      {},
      fast,
    )
    const before = fast.now()
    const [from, passed] = (await fn.invoke({})) as [number, number]
    expect(from).toBeGreaterThanOrEqual(before - 1000)
    expect(passed).toBeGreaterThanOrEqual(95)
    expect(passed).toBeLessThan(fast.now() - before)
    expect(passed).toBeLessThan(50_000)
    const [later] = (await fn.invoke({})) as [number, number]
    expect(later - from).toBeGreaterThan(90_000)
  })

  test('follows a clock that stands still', async () => {
    const still = manualClock(Date.UTC(2030, 0, 1))
    const time = timeCell(still)
    await still.advance(1_500)
    time.sync()
    const { buffer, baseMs, speed } = time.shared
    time.stop()
    expect(baseMs + speed * Date.now() + Number(new BigInt64Array(buffer)[0])).toBe(Date.UTC(2030, 0, 1) + 1_500)
  })

  test('prints lines, also the last one without an end and characters cut in two', async () => {
    const { fn, lines } = functionOf(`exports.handler = async () => {
      const bytes = Buffer.from('käse\\n'); process.stdout.write(bytes.subarray(0, 2)); process.stdout.write(bytes.subarray(2)); console.error('rest') }`)
    await fn.invoke({})
    await fn.stop()
    expect(lines.toSorted()).toEqual(['käse', 'rest'])
  })
})

describe('a function that fails', () => {
  test('reports type, message and trace of what it threw, and can be invoked again', async () => {
    const { fn, invocations } = functionOf(
      `exports.handler = async ({ bad }) => { if (bad) throw new TypeError('no') ; return 'ok' }`,
    )
    expect(await failure(fn.invoke({ bad: true }))).toEqual({ type: 'TypeError', message: 'no' })
    expect(await fn.invoke({})).toBe('ok')
    expect(invocations.map(({ error }) => error?.message)).toEqual(['no', undefined])
    expect(fn.stats.coldStarts).toBe(1)
  })

  test('is ended at its time-out, also in the middle of a loop, and starts afresh', async () => {
    const { fn } = functionOf('exports.handler = async ({ spin }) => { while (spin) {} ; return 1 }', {
      timeoutMs: 300,
    })
    expect(await failure(fn.invoke({ spin: true }))).toMatchObject({
      type: 'Sandbox.Timedout',
      message: expect.stringMatching(/Task timed out after 0\.30 seconds$/),
    })
    expect(await fn.invoke({ spin: false })).toBe(1)
    expect(fn.stats.coldStarts).toBe(2)
  })

  test.each([
    ['leaves the process', 'process.exit(3)', 'Runtime.ExitError'],
    [
      'throws from a timer',
      `setTimeout(() => { throw new RangeError('late') }); await new Promise(() => {})`,
      'RangeError',
    ],
    [
      'uses up its memory',
      'const all = []; for (;;) all.push(new Array(1e6).fill(Math.random()))',
      'ERR_WORKER_OUT_OF_MEMORY',
    ],
  ])('when it %s, only this invocation fails', async (_what, body, type) => {
    const { fn } = functionOf(`exports.handler = async ({ bad }) => { if (bad) { ${body} } ; return 'ok' }`, {
      memoryMb: 64,
    })
    expect((await failure(fn.invoke({ bad: true }))).type).toBe(type)
    expect(await fn.invoke({})).toBe('ok')
  })

  test('when its module cannot be loaded, says why', async () => {
    const { fn } = functionOf(`throw new Error('bad settings')`)
    expect(await failure(fn.invoke({}))).toEqual({ type: 'Error', message: 'bad settings' })
    expect((await failure(functionOf('exports.other = 1').fn.invoke({}))).message).toMatch(
      /index\.handler is undefined/,
    )
    expect((await failure(functionOf('', { handler: 'main.handler' }).fn.invoke({}))).message).toMatch(
      /Cannot find module 'main'/,
    )
  })

  test('killed on purpose, fails what ran and starts afresh', async () => {
    const { fn } = functionOf(
      `exports.handler = async ({ wait }) => { if (wait) await new Promise(() => setInterval(() => {}, 1e3)) ; return 'ok' }`,
    )
    const lost = failure(fn.invoke({ wait: true }))
    await expect.poll(() => fn.stats.running).toBe(1)
    expect(await fn.kill()).toBe(1)
    expect((await lost).message).toMatch(/killed on purpose/)
    expect(await fn.invoke({})).toBe('ok')
  })
})

describe('concurrency', () => {
  const SLOW = `exports.handler = async () => { const from = Date.now(); await new Promise((r) => setTimeout(r, 30)); return [from, Date.now()] }`

  const most = (spans: [number, number][]): number =>
    Math.max(...spans.map(([from]) => spans.filter(([a, b]) => a <= from && from < b).length))

  test('stays within the reserved number, and more invocations wait', async () => {
    const { fn } = functionOf(SLOW, { reserved: 1, maxWorkers: 4 })
    const spans = (await Promise.all(Array.from({ length: 4 }, () => fn.invoke({})))) as [number, number][]
    expect([most(spans), fn.stats.workers]).toEqual([1, 1])
  })

  test('stays within the cap of this machine', async () => {
    const { fn } = functionOf(SLOW, { maxWorkers: 2 })
    await Promise.all(Array.from({ length: 6 }, () => fn.invoke({})))
    expect(fn.stats).toMatchObject({ workers: 2, invocations: 6 })
  })

  test('a reservation of none throttles every call', async () => {
    const { fn, invocations } = functionOf(SLOW, { reserved: 0 })
    await expect(fn.invoke({})).rejects.toThrow(Throttled)
    expect(invocations[0]?.error).toBeInstanceOf(Throttled)
  })

  test('idle environments are ended, busy ones are not', async () => {
    const { fn } = functionOf(SLOW)
    await fn.invoke({})
    fn.reap(performance.now() + 59_000)
    expect(fn.stats.workers).toBe(1)
    fn.reap(performance.now() + 61_000)
    expect(fn.stats.workers).toBe(0)
    expect(Array.isArray(await fn.invoke({}))).toBe(true)
  })
})

describe('versions', () => {
  const saying = (word: string): string =>
    `exports.handler = async () => '${word} ' + process.env.AWS_LAMBDA_FUNCTION_VERSION`
  const bundle = (source: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'backdesk-version-'))
    folders.push(folder)
    writeFileSync(join(folder, 'index.cjs'), source)
    return folder
  }

  test('a release takes over at once, an older version takes over again, and each is told by its number', async () => {
    const { fn, invocations } = functionOf(saying('first'), { alias: 'published' })
    expect(await fn.invoke({})).toBe('first 1')
    expect(fn.release(bundle(saying('second'))).version).toBe('2')
    expect(await fn.invoke({})).toBe('second 2')
    expect(fn.point('1')).toBe(true)
    expect(await fn.invoke({})).toBe('first 1')
    expect(fn.versions.list().map(({ version }) => version)).toEqual(['1', '2'])
    expect(invocations.map(({ version }) => version)).toEqual(['1', '2', '1'])
  })

  test('what runs while a release takes over ends as the version it began as', async () => {
    const slow = "exports.handler = () => new Promise((done) => setTimeout(() => done('old'), 400))"
    const { fn } = functionOf(slow, { alias: 'published', maxWorkers: 1 })
    const running = fn.invoke({})
    await new Promise((resolve) => setTimeout(resolve, 50))
    fn.release(bundle("exports.handler = async () => 'new'"))
    expect([await running, await fn.invoke({})]).toEqual(['old', 'new'])
  })

  test('there is nothing to point at that was not published, and nothing to release without an alias', async () => {
    const { fn } = functionOf(saying('only'), { alias: 'published' })
    expect(fn.point('7')).toBe(false)
    expect(await fn.invoke({})).toBe('only 1')
    const plain = functionOf(saying('plain'))
    expect(await plain.fn.invoke({})).toBe('plain $LATEST')
    expect(() => plain.fn.release(bundle(saying('other')))).toThrow('no alias')
  })
})
