import type { ConversationEvent } from '#events/conversation-events'
import type { PolicyKind } from '#policies/check-policy'
import type { Chatwoot } from '../chatwoot/server.ts'
import type { Clock } from '../clock.ts'
import { isObject } from '../json.ts'
import type { Runner } from '../runner.ts'
import type { Report } from '../surroundings.ts'
import { type DeskApi, deskApi } from './desk-api.ts'
import { SHOP_DRAFTS, SHOP_ESCALATION, SHOP_QUALITY, SHOP_SLA, shopRouting } from './documents.ts'
import { givePast } from './past/give-past.ts'
import { playQuestions } from './questions.ts'
import { playScenes } from './scene.ts'
import { tellEvent } from './tell-events.ts'

export type DemoDeps = {
  readonly runner: Pick<Runner, 'urls' | 'engines' | 'resources'>
  readonly chatwoot: Pick<Chatwoot, 'actions' | 'shop'>
  readonly clock: Clock
  readonly account: string
  /** Of the clock: story time a real second. */
  readonly speed: number
  readonly report: (report: Report) => void
}

/** The story's opening brings what happened before in ten real seconds: first that, or the machine has too much to do at once. */
const OPENED_MS = 12_000
/** A faster clock makes more of each moment that the past takes to be counted: then the first scene is played before. */
const SCENE_MS = 60_000

/** Gives the shop its own documents through the API, tells in the terminal what clocks do, and plays the scene. */
export async function startDemo({
  runner,
  chatwoot,
  clock,
  account,
  speed,
  report,
}: DemoDeps): Promise<{ stop(): void }> {
  const admin = deskApi(runner, { role: 'admin', account })
  await giveDocuments(admin, chatwoot.shop)
  const untell = runner.engines.events.onEvents((_bus, event) => {
    const line = event.source === 'backdesk' ? tellEvent(event.detail as ConversationEvent) : null
    if (line !== null) report({ level: 'warning', source: 'clocks', text: line })
  })
  const scenes = playScenes({
    clock,
    ...chatwoot,
    onCall: deskApi(runner, { role: 'lead', account }),
    firstMs: OPENED_MS * speed,
    report: (text) => report({ level: 'warning', source: 'demo', text }),
  })
  const questions = playQuestions({ clock, ...chatwoot, firstMs: OPENED_MS * speed })
  let isStopped = false
  const past = clock.at(clock.now() + OPENED_MS * speed + SCENE_MS * Math.max(0, speed - 1), () => {
    const output = (name: string): string => runner.resources.output(name) ?? ''
    const { shop } = chatwoot
    givePast({ endpoint: runner.urls.engines, output, clock, account, shop, isStopped: () => isStopped }).catch(
      (error: unknown) => {
        const text = `the shop has no past: ${error instanceof Error ? error.message : String(error)}`
        if (!isStopped) report({ level: 'warning', source: 'demo', text })
      },
    )
  })
  return {
    stop() {
      isStopped = true
      clock.clear(past)
      scenes.stop()
      questions.stop()
      untell()
    },
  }
}

/** The shop's own promises, ladder and routing, and who works there. */
export async function giveDocuments(admin: DeskApi, shop: Chatwoot['shop']): Promise<void> {
  await useDocument(admin, 'sla', SHOP_SLA)
  await useDocument(admin, 'escalation', SHOP_ESCALATION)
  await useDocument(admin, 'routing', shopRouting(shop))
  await useDocument(admin, 'drafts', SHOP_DRAFTS)
  await useDocument(admin, 'quality', SHOP_QUALITY)
  // without waiting for the minute, nor for a first webhook to make the account known
  await admin.post('/v1/operators/refresh', {})
}

/** The same document again, as with a kept data folder, is stored and activated but once. */
async function useDocument(api: DeskApi, kind: PolicyKind, document: object): Promise<void> {
  const { version } = await api.post(`/v1/policies/${kind}`, { document })
  const { active } = await api.get(`/v1/policies/${kind}`)
  const expectedActive = isObject(active) ? active.version : undefined
  if (version === undefined || expectedActive === undefined) throw new Error(`the API did not store the shop's ${kind}`)
  if (version === expectedActive) return
  const reason = 'The shop opens.'
  await api.post(`/v1/policies/${kind}/activate`, { version, reason, expectedActive })
}
