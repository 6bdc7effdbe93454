import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { startChatwoot } from '#infra/local/chatwoot/server'
import { realClock } from '#infra/local/clock'
import type { LocalStack } from '#tests/support/local-stack'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const START_LIMIT_MS = 120_000

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
})

/** A process of `npm start`, with what it wrote. */
const start = (...args: string[]) => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'infra/local/start.ts', ...args], { cwd: ROOT })
  children.push(child)
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    output.out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output.err += chunk.toString()
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const ready = new Promise<LocalStack>((resolve, reject) => {
    child.stdout.on('data', () => {
      if (output.out.startsWith('{') && output.out.includes('\n')) resolve(JSON.parse(output.out))
    })
    void ended.then(() => reject(new Error(output.err)))
  })
  // a test that only looks at the end does not wait for this
  ready.catch(() => undefined)
  return { child, output, ended, ready }
}

const send = (to: LocalStack) => {
  const sample = readFileSync(`${ROOT}/tests/fixtures/chatwoot/conversation_created.json`, 'utf8')
  // the sample is of account 3, the stand-in's shop is account 1
  const body = sample
    .replace(/"account_id": 3\b/g, '"account_id": 1')
    .replace(/("account": \{\s*"id": )3\b/g, (_whole, head: string) => `${head}1`)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', to.webhookSecret).update(`${timestamp}.${body}`).digest('hex')
  return fetch(to.webhookUrl, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-chatwoot-timestamp': timestamp,
      'x-chatwoot-signature': `sha256=${signature}`,
    },
  })
}

/** Open conversations by the tile; null as long as there is no data. */
const openIn = async (session: LocalStack) => {
  const form = new URLSearchParams({ grant_type: 'client_credentials', role: 'viewer' })
  const { access_token } = (await (await fetch(session.tokenUrl, { method: 'POST', body: form })).json()) as {
    access_token: string
  }
  const tile = await fetch(`${session.apiUrl}/v1/tile`, { headers: { authorization: `Bearer ${access_token}` } })
  return ((await tile.json()) as { open: number | null }).open
}

describe('npm start', () => {
  test(
    'serves two sessions side by side, ready for scripts, and ends each by its signal with 0',
    async () => {
      const sessions = [start('--json', '--quiet', '--port', '0'), start('--json', '--quiet', '--port', '0')]
      const [first, second] = await Promise.all(sessions.map(({ ready }) => ready))
      if (first === undefined || second === undefined) throw new Error('not ready')
      expect(Object.keys(first)).toEqual([
        'consoleUrl',
        'apiUrl',
        'webhookUrl',
        'accountKey',
        'webhookSecret',
        'tokenUrl',
        'engineUrl',
        'chatwootUrl',
      ])
      expect(first.apiUrl).not.toBe(second.apiUrl)
      expect((await send(first)).status).toBe(202)
      const drained = await fetch(`${first.engineUrl}/_backdesk/drain`, { method: 'POST' })
      expect(await drained.json()).toEqual({ drained: true })
      expect([await openIn(first), await openIn(second)]).toEqual([1, null])
      expect((await fetch(first.consoleUrl)).status).toBe(200)

      sessions[0]?.child.kill('SIGTERM')
      sessions[1]?.child.kill('SIGINT')
      expect(await Promise.all(sessions.map(({ ended }) => ended))).toEqual([0, 0])
      for (const { output } of sessions) expect(output.out.trimEnd().split('\n')).toHaveLength(1)
      const left = sessions.flatMap(({ child }) =>
        readdirSync(`${ROOT}/.local`).filter((name) => name.startsWith(`run-${child.pid}-`)),
      )
      expect(left).toEqual([])
    },
    START_LIMIT_MS,
  )

  test(
    'takes up with --data where the last run ended: the desk, the webhook address and the shop',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'backdesk-data-'))
      try {
        const conversations = async ({ chatwootUrl, engineUrl }: LocalStack) => {
          const { token } = (await (await fetch(`${engineUrl}/_backdesk/chatwoot`)).json()) as { token: string }
          const headers = { api_access_token: token }
          const list = await fetch(`${chatwootUrl}/api/v1/accounts/1/conversations?status=all`, { headers })
          return ((await list.json()) as { data: { payload: { id: number }[] } }).data.payload.map(({ id }) => id)
        }
        const first = start('--json', '--port', '0', '--data', folder)
        const before = await first.ready
        await expect.poll(() => conversations(before), { timeout: 30_000 }).toContain(3)
        const intruder = start('--quiet', '--port', '0', '--data', folder)
        expect(await intruder.ended).toBe(1)
        expect(intruder.output.err).toContain(`${folder} is in use by process ${first.child.pid}`)
        first.child.kill('SIGTERM')
        expect(await first.ended).toBe(0)

        const second = start('--json', '--port', '0', '--quiet', '--data', folder)
        const after = await second.ready
        expect(after.accountKey).toBe(before.accountKey)
        expect(await conversations(after)).toEqual(expect.arrayContaining([1, 2, 3]))
        expect(await openIn(after)).toBeGreaterThan(0)
        second.child.kill('SIGTERM')
        expect(await second.ended).toBe(0)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    START_LIMIT_MS,
  )

  test(
    'with a Chatwoot elsewhere says what is wrong with it, and keeps the state when that has gone at the end',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'backdesk-data-'))
      const elsewhere = await startChatwoot({ clock: realClock() })
      const at = ['--json', '--quiet', '--port', '0', '--data', folder, '--chatwoot-url', elsewhere.url]
      try {
        const refused = start(...at, '--chatwoot-token', 'wrong')
        expect(await refused.ended).toBe(1)
        expect(refused.output.err).toContain("answered 401 to GET webhooks: the token must be an administrator's")

        const session = start(...at, '--chatwoot-token', elsewhere.adminToken)
        expect((await send(await session.ready)).status).toBe(202)
        await elsewhere.close()
        session.child.kill('SIGTERM')
        expect(await session.ended).toBe(0)
        expect(session.output.err).toContain('webhook_left_behind')
        expect(existsSync(join(folder, 'engines.json'))).toBe(true)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    START_LIMIT_MS,
  )

  test('explains its options and refuses wrong ones with 2', async () => {
    const help = start('--help')
    expect(await help.ended).toBe(0)
    for (const option of ['--port', '--data', '--quiet', '--speed', '--chatwoot-url', '--chatwoot-token', '--json']) {
      expect(help.output.out).toContain(option)
    }
    const wrong = start('--sped', '60')
    expect(await wrong.ended).toBe(2)
    expect(wrong.output.err).toMatch(/--sped/)
  })

  test('stopped while it comes up, it ends with 0 and leaves nothing behind', async () => {
    process.env.BACKDESK_ASSEMBLIES = mkdtempSync(join(tmpdir(), 'backdesk-no-assemblies-'))
    const { child, ended } = start('--json', '--port', '0')
    delete process.env.BACKDESK_ASSEMBLIES
    await expect
      .poll(
        () =>
          existsSync(`${ROOT}/.local`) &&
          readdirSync(`${ROOT}/.local`).some((name) => name.startsWith(`run-${child.pid}-`)),
        { timeout: 20_000 },
      )
      .toBe(true)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(readdirSync(`${ROOT}/.local`).filter((name) => name.startsWith(`run-${child.pid}-`))).toEqual([])
  })
})
