import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { pauseArea, resumeArea } from '#infra/ops/pause-area'

/** The control door of a runner, as far as event sources go. */
function aRunner() {
  const sources = new Map([
    ['backdesk-dev-process', true],
    ['backdesk-dev-sla', true],
  ])
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    request.on('end', () => {
      if (request.method === 'POST') {
        const { function: name, on } = JSON.parse(text) as { function: string; on: boolean }
        if (sources.has(`backdesk-dev-${name}`)) sources.set(`backdesk-dev-${name}`, on)
      }
      response.end(JSON.stringify([...sources].map(([name, on]) => ({ name, state: on ? 'Enabled' : 'Disabled' }))))
    })
  })
  return { server, sources }
}

let server: Server | undefined
afterEach(() => {
  server?.close()
  server = undefined
})
async function valuesFor(given: Readonly<Record<string, boolean>> = {}) {
  const runner = aRunner()
  server = runner.server
  await new Promise<void>((resolve) => runner.server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(runner.server.address() as AddressInfo).port}`
  return { ...runner, values: { env: 'dev', endpoint, json: false, given } }
}

describe('pausing a function', () => {
  it('keeps it from its queue until it is resumed, and says what that means', async () => {
    const { values, sources } = await valuesFor({ yes: true })
    expect((await pauseArea.run(['process'], values)).text).toMatch(/^Paused: process.+Webhooks are taken and kept/)
    expect(sources.get('backdesk-dev-process')).toBe(false)
    expect((await pauseArea.run(['status'], values)).text).toBe('process\tDisabled\nsla\tEnabled')
    expect((await resumeArea.run(['process'], values)).text).toMatch(/^Resumed: process/)
    expect(sources.get('backdesk-dev-process')).toBe(true)
  })

  it('does nothing without --yes, and says what it would', async () => {
    const { values, sources } = await valuesFor()
    await expect(pauseArea.run(['escalate'], values)).rejects.toThrow(
      '--yes is missing: this pauses escalate. Nobody is',
    )
    expect([...sources.values()]).toEqual([true, true])
  })

  it.each([
    ['ingest', 'what is not taken is lost'],
    ['publish', '24 hours only'],
    ['paint', 'it can be one of process, sla'],
    ['toString', 'it can be one of process, sla'],
  ])('is refused for %s', async (name, words) => {
    const { values } = await valuesFor({ yes: true })
    await expect(pauseArea.run([name], values)).rejects.toThrow(words)
  })

  it('fails where the function has no event source', async () => {
    const { values } = await valuesFor({ yes: true })
    await expect(pauseArea.run(['act'], values)).rejects.toThrow('act has no event source there')
  })
})
