import { join, resolve } from 'node:path'
import { type Chatwoot, startChatwoot } from './chatwoot/server.ts'
import { startStory } from './chatwoot/story.ts'
import { realClock } from './clock.ts'
import { type Connection, connectChatwoot, LOCAL_ACCOUNT } from './connect-chatwoot.ts'
import { startDemo } from './demo/start-demo.ts'
import { holdFolder } from './folder-lock.ts'
import { type Runner, startRunner } from './runner.ts'
import { DEFAULT_PORT, type StartOptions } from './start-options.ts'
import { type StoryClock, storyClock } from './story-clock.ts'
import type { Terminal } from './terminal.ts'

/** Everything that `npm start` runs, from the first port to the last customer of the stand-in. */
export type Session = {
  urls: Runner['urls']
  connection: Connection
  chatwootUrl: string
  /** `none`: a real Chatwoot is used. */
  shop: 'none' | 'quiet' | 'with traffic'
  /** Finishes work in hand, then ends everything. */
  stop(): Promise<void>
}

/** Ports to try from the default one on. */
const PORTS = 50

/**
 * Starts the runner, the stand-in unless a real Chatwoot is given, and connects them.
 * @param assemblyDir the synthesized app, when it is complete
 */
export const startSession = async (
  options: StartOptions,
  assemblyDir: Promise<string>,
  screen: Terminal,
): Promise<Session> => {
  const clock = storyClock(realClock({ speed: options.speed }), options.speed)
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir)
  const release = dataDir === undefined ? () => {} : holdFolder(dataDir)
  const standIn = options.chatwoot === undefined ? startStandIn({ clock, dataDir, screen }) : undefined
  const runner = await startRunner({
    assemblyDir,
    clock,
    ports: { http: options.port ?? DEFAULT_PORT },
    httpPortAttempts: options.port === undefined ? PORTS : 1,
    account: LOCAL_ACCOUNT,
    report: screen.report,
    quiet: options.quiet,
    ...(dataDir === undefined ? {} : { dataDir }),
  })
  screen.step(`${runner.pool.all().length} functions wired to routes, queues, stream and bus`)
  const chatwoot = await standIn
  // after a crash the desk must not know conversations that the shop forgot
  if (chatwoot !== undefined) runner.engines.onSave(() => chatwoot.save())
  const access = options.chatwoot ?? accessOf(chatwoot)
  const connection = await connectChatwoot(runner, access)
  screen.step(`webhook registered at ${access.url}`)
  const { speed } = options
  const lively = chatwoot !== undefined && !options.quiet
  const story = lively ? startStory(chatwoot, { clock, speed }) : undefined
  const { report } = screen
  const demo = lively ? await startDemo({ runner, chatwoot, clock, account: LOCAL_ACCOUNT, speed, report }) : undefined
  runner.engines.control.set('chatwoot', () => ({
    body: { url: access.url, accountId: access.accountId, token: chatwoot?.adminToken ?? null },
  }))
  return {
    urls: runner.urls,
    connection,
    chatwootUrl: access.url,
    shop: chatwoot === undefined ? 'none' : story === undefined ? 'quiet' : 'with traffic',
    stop: async () => {
      demo?.stop()
      story?.stop()
      // a real server outlives this run and would go on calling a closed port
      if (options.chatwoot !== undefined) await leave(connection, screen)
      await runner.stop()
      await chatwoot?.close()
      release()
    },
  }
}

/** A server that has gone must not keep the state from being saved; a person has to take its webhook away then. */
const leave = (connection: Connection, screen: Terminal): Promise<void> =>
  connection.disconnect().catch((error: unknown) => {
    const text = `webhook_left_behind ${error instanceof Error ? error.message : String(error)}`
    screen.report({ level: 'warning', source: 'chatwoot', text })
  })

type StandInSetup = { clock: StoryClock; dataDir: string | undefined; screen: Terminal }

/** With a data folder the shop is kept beside the engines' state: ids that started over would collide with it. */
const startStandIn = ({ clock, dataDir, screen }: StandInSetup): Promise<Chatwoot> =>
  startChatwoot({
    clock,
    ...(dataDir === undefined ? {} : { dataFile: join(dataDir, 'chatwoot.json') }),
    log: ({ code, ...fields }) =>
      screen.report({ level: 'warning', source: 'chatwoot', text: `${code} ${JSON.stringify(fields)}` }),
  })

const accessOf = (chatwoot: Chatwoot | undefined) => {
  if (chatwoot === undefined) throw new Error('there is neither a stand-in nor a Chatwoot address')
  return { url: chatwoot.url, token: chatwoot.adminToken, accountId: chatwoot.accountId }
}
