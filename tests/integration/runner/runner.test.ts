import { mkdtempSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, queueOf, startTestRunner, stored, type TestRunner } from './running.ts'
import { ISSUER, synthesizeSmallApp, VISIBILITY_S } from './small-app.ts'

describe('an app run by its template', () => {
  let app: TestRunner
  beforeAll(async () => {
    app = await startTestRunner(synthesizeSmallApp())
  })
  afterAll(async () => {
    await app.runner.stop()
  })
  const post = (order: object) =>
    fetch(`${app.runner.urls.api}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    })

  test('takes an order from the API through queue, table, stream, bus and rule to the last function', async () => {
    const { status } = await post({ id: 'order-1' })
    await app.runner.drain()
    expect(status).toBe(202)
    expect(await stored(app.runner, 'order-1')).toEqual(['DONE', 'ORDER'])
  })

  test('answers 404 for a path or a method without a route', async () => {
    const nowhere = await fetch(`${app.runner.urls.api}/nowhere`)
    const wrong = await fetch(`${app.runner.urls.api}/orders`)
    expect([nowhere.status, wrong.status]).toEqual([404, 404])
    expect(await wrong.json()).toEqual({ message: 'Not Found' })
  })

  test('hands a function the event of payload format 2.0', async () => {
    const answer = await fetch(`${app.runner.urls.api}/echo/a/b%20c?x=1&x=2`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', cookie: 'a=1; b=2' },
      body: Buffer.from([0, 255]),
    })
    const event = (await answer.json()) as Record<string, unknown>
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /echo/{proxy+}',
      rawPath: '/echo/a/b%20c',
      rawQueryString: 'x=1&x=2',
      queryStringParameters: { x: '1,2' },
      pathParameters: { proxy: 'a/b c' },
      cookies: ['a=1', 'b=2'],
      body: 'AP8=',
      isBase64Encoded: true,
      requestContext: { http: { method: 'PUT', path: '/echo/a/b%20c' }, stage: '$default' },
    })
  })

  test.each(['POST', 'PUT', 'DELETE'])('hands over JSON that comes by %s as text, with its type', async (method) => {
    const answer = await fetch(`${app.runner.urls.api}/echo/write`, {
      method,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"note":"Zoë"}',
    })
    expect(await answer.json()).toMatchObject({
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"note":"Zoë"}',
      isBase64Encoded: false,
      requestContext: { http: { method } },
    })
  })

  test('refuses a body beyond 10 MB', async () => {
    const answer = await fetch(`${app.runner.urls.api}/orders`, { method: 'POST', body: Buffer.alloc(10_485_761, 'a') })
    expect(answer.status).toBe(413)
  })

  test('outlives clients that go away in the middle, and addresses that are none', async () => {
    const { hostname, port } = new URL(app.runner.urls.api)
    const ask = (text: string, hangUp: boolean) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), hostname, () => {
          socket.write(text)
          if (hangUp) setImmediate(() => socket.destroy())
        })
        let answer = ''
        socket.on('data', (chunk) => {
          answer += chunk.toString()
          socket.end()
        })
        socket.on('close', () => resolve(answer))
      })
    await ask('POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', true)
    expect(await ask('GET /orders HTTP/1.1\r\nHost: [\r\n\r\n', false)).toMatch(/^HTTP\/1\.1 400/)
    expect((await fetch(`${app.runner.urls.api}/nowhere`)).status).toBe(404)
  })

  test('moves a message to the dead letters when it has failed as often as the redrive policy says', async () => {
    await post({ id: 'poisoned', poison: true })
    const inbound = queueOf(app.runner, 'Inbound')
    const dead = queueOf(app.runner, 'Dead')
    for (const receives of [1, 2]) {
      await eventually(`receive ${receives}`, () => app.runner.pool.running() === 0 && inbound.counts().visible === 0)
      app.clock.skip((VISIBILITY_S + 1) * 1000)
    }
    await eventually('dead letter', () => dead.counts().visible === 1)
    expect(dead.peek()[0]?.body).toBe(JSON.stringify({ id: 'poisoned', poison: true }))
    dead.purge()
  })

  test('gives a message back when its function is killed in the middle of it', async () => {
    await post({ id: 'killed', slow: 1_500 })
    const store =
      app.runner.pool.find('store') ?? app.runner.pool.all().find(({ logicalId }) => logicalId.startsWith('store'))
    await eventually('the function runs', () => store?.stats.running === 1)
    expect(await app.runner.pool.kill(store?.name ?? '')).toBe(1)
    expect(await stored(app.runner, 'killed')).toEqual([])
    app.clock.skip((VISIBILITY_S + 1) * 1000)
    await app.runner.drain()
    expect(await stored(app.runner, 'killed')).toEqual(['DONE', 'ORDER'])
  })

  test('cuts a failing stream batch in two and describes the one bad record in the failure queue', async () => {
    await Promise.all(['good-1', 'unspeakable', 'good-2'].map((id) => post({ id })))
    await app.runner.drain()
    const lost = queueOf(app.runner, 'Lost')
    expect(lost.counts().visible).toBe(1)
    expect(JSON.parse(lost.peek()[0]?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      DDBStreamBatchInfo: { batchSize: 1 },
    })
    expect(await stored(app.runner, 'good-1')).toEqual(['DONE', 'ORDER'])
    expect(await stored(app.runner, 'good-2')).toEqual(['DONE', 'ORDER'])
    expect(await stored(app.runner, 'unspeakable')).toEqual(['ORDER'])
  })

  test('does not deliver events that the pattern of a rule leaves out', async () => {
    await post({ id: 'ignored' })
    await app.runner.drain()
    expect(await stored(app.runner, 'ignored')).toEqual(['ORDER'])
  })

  test('lets functions live on the clock of the runner, and runs schedules by it', async () => {
    const ticks = () => app.reports.filter(({ text }) => text.startsWith('ticked '))
    app.runner.fire('EveryHour')
    await app.runner.drain()
    expect(ticks()).toHaveLength(1)
    const before = app.clock.now()
    app.clock.skip(3_600_000)
    await eventually('the schedule ran', () => ticks().length === 2)
    const at = Date.parse(ticks()[1]?.text.slice('ticked '.length) ?? '')
    expect(at - before).toBeGreaterThanOrEqual(3_600_000)
  })

  test('retries an asynchronous invocation by the clock and then gives it to the on-failure queue', async () => {
    const [bus = ''] = app.runner.engines.events.busNames().filter((name) => name !== 'default')
    app.runner.engines.events.put(bus, { source: 'trouble', detailType: 'x', detail: { fail: true } })
    const tick = app.runner.pool.all().find(({ logicalId }) => logicalId.startsWith('tick'))
    const errors = tick?.stats.errors ?? 0
    await eventually('first attempt', () => (tick?.stats.errors ?? 0) > errors)
    expect(queueOf(app.runner, 'Failures').counts().visible).toBe(0)
    app.clock.skip(60_000)
    await app.runner.drain()
    expect(JSON.parse(queueOf(app.runner, 'Failures').peek()[0]?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { source: 'trouble' },
      responsePayload: { errorMessage: 'tick failed' },
    })
  })

  test('raises an alarm on an embedded metric and tells its topic', async () => {
    app.runner.fire('EveryHour')
    await app.runner.drain()
    app.clock.skip(60_000)
    await eventually('alarm', () => app.runner.alarms.states().some(({ state }) => state === 'ALARM'))
    expect(app.runner.engines.sns.published().map(({ subject }) => subject)).toContainEqual(
      expect.stringMatching(/^ALARM: /),
    )
    expect(app.reports.filter(({ text }) => text.includes('_aws'))).toEqual([])
  })

  describe('behind its authorizer', () => {
    const get = (token?: string) =>
      fetch(
        `${app.runner.urls.api}/private`,
        token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
      )

    test('lets a role token in and renders lists of claims as API Gateway does', async () => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', role: 'lead', account: 'shop' })
      const { access_token } = (await (await fetch(app.runner.urls.token, { method: 'POST', body })).json()) as {
        access_token: string
      }
      const answer = await get(access_token)
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({
        claims: { iss: ISSUER, client_id: 'console', 'cognito:groups': '[lead account:shop]' },
      })
    })

    test('refuses a missing, a forged and an expired token with 401', async () => {
      const token = app.runner.issuer.accessToken('admin', 'shop')
      const forged = `${token.slice(0, -8)}AAAAAAAA`
      expect([(await get()).status, (await get(forged)).status, (await get(token)).status]).toEqual([401, 401, 200])
      app.clock.skip(12 * 3_600_000 + 61_000)
      expect((await get(token)).status).toBe(401)
    })
  })

  test('keeps a function from its queue while its event source is disabled, and loses nothing', async () => {
    const door = `${app.runner.urls.engines}/_backdesk/event-sources`
    const turn = (name: string, on: boolean) =>
      fetch(door, { method: 'POST', body: JSON.stringify({ function: name, on }) })
    const inbound = queueOf(app.runner, 'Inbound')
    const [store] = (await (await fetch(door)).json()) as { name: string; state: string }[]
    expect(store?.state).toBe('Enabled')
    expect((await turn('nobody', false)).status).toBe(400)
    expect((await turn(store?.name ?? '', false)).status).toBe(200)
    await app.runner.drain()
    await post({ id: 'paused' })
    await app.runner.drain()
    expect([inbound.counts().visible, await stored(app.runner, 'paused')]).toEqual([1, []])
    await turn(store?.name ?? '', true)
    await app.runner.drain()
    expect(await stored(app.runner, 'paused')).toEqual(['DONE', 'ORDER'])
  })

  test('shows its queues, kills, fires and drains over HTTP', async () => {
    const control = (name: string, body?: object) =>
      fetch(
        `${app.runner.urls.engines}/_backdesk/${name}`,
        body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
      )
    const queues = (await (await control('queues')).json()) as { name: string }[]
    expect(queues.map(({ name }) => name)).toContainEqual(expect.stringContaining('Inbound'))
    expect(await (await control('fire', { schedule: 'EveryHour' })).json()).toEqual({ fired: true })
    expect((await control('fire', { schedule: 'Never' })).status).toBe(400)
    expect(await (await control('drain', {})).json()).toEqual({ drained: true })
    expect((await control('kill', { function: 'nobody' })).status).toBe(400)
    const { nowMs } = (await (await control('clock')).json()) as { nowMs: number }
    const later = (await (await control('clock', { skipMs: 1_000_000 })).json()) as { nowMs: number }
    expect(later.nowMs - nowMs).toBeGreaterThanOrEqual(1_000_000)
  })
})

test('two runners of one app do not see each other', async () => {
  const assemblyDir = synthesizeSmallApp()
  const [one, two] = await Promise.all([startTestRunner(assemblyDir), startTestRunner(assemblyDir)])
  await fetch(`${one.runner.urls.api}/orders`, { method: 'POST', body: '{"id":"mine"}' })
  await Promise.all([one.runner.drain(), two.runner.drain()])
  expect([await stored(one.runner, 'mine'), await stored(two.runner, 'mine')]).toEqual([['DONE', 'ORDER'], []])
  await Promise.all([one.runner.stop(), two.runner.stop()])
})

test('with a data folder, state and stream position survive a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'backdesk-data-'))
  const assemblyDir = synthesizeSmallApp()
  const first = await startTestRunner(assemblyDir, { dataDir })
  await fetch(`${first.runner.urls.api}/orders`, { method: 'POST', body: '{"id":"kept"}' })
  await first.runner.stop()
  const second = await startTestRunner(assemblyDir, { dataDir })
  await second.runner.drain()
  expect(await stored(second.runner, 'kept')).toEqual(['DONE', 'ORDER'])
  const announce = second.runner.pool.all().find(({ logicalId }) => logicalId.startsWith('announce'))
  expect(announce?.stats.invocations).toBe(0)
  await second.runner.stop()
})

test('drain says what keeps it from ending', async () => {
  const { runner } = await startTestRunner(synthesizeSmallApp())
  await fetch(`${runner.urls.api}/orders`, { method: 'POST', body: '{"id":"bad","poison":true}' })
  await expect(runner.drain({ limitMs: 1_500 })).rejects.toThrow(/Inbound.*1 in flight until their visibility ends/)
  // whoever moves time is told at once, and not after a minute
  await expect(runner.drain({ movesTime: true })).rejects.toMatchObject({
    isForTime: true,
    busy: [expect.stringMatching(/1 in flight/)],
  })
  for (const queue of runner.engines.sqs.list()) queue.purge()
  await runner.stop()
})
