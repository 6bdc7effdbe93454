/** The weekly drill: a page that is none, the way of all pages, to everybody who could be paged. */
import type { EscalationDocument, RungAction } from '#domain/escalation-policy'
import type { SlaDocument } from '#domain/sla-policy'
import { eachLimited } from '#runtime/retry'
import type { Delivery, EscalateDeps, Notice } from './escalate-deps.ts'

/** It exists without a document that names it: whatever reaches nobody else goes there. */
const ON_CALL = 'on-call'
const AT_ONCE = 4

/**
 * Sends a drill to each target and notes what became of it. Worked on again it goes to those alone whom it has not
 * reached yet. @throws when a target could not be told at all; the others are told first.
 */
export async function drill(id: string, deps: EscalateDeps): Promise<void> {
  const known = await deps.onCall.onCallStatus()
  const reached = new Set(known.filter(({ lastDrill }) => lastDrill === id).map(({ target }) => target))
  const targets = [...(await pagedTargets(deps))].filter((target) => !reached.has(target))
  const refused: string[] = []
  const faults: unknown[] = []
  await eachLimited(targets, AT_ONCE, async (target) => {
    try {
      if ((await drillOne(id, target, deps)) === 'refused') refused.push(target)
    } catch (error) {
      faults.push(error)
    }
  })
  deps.count('PagesFailed', refused.length)
  deps.log.info('drill_sent', { targets: targets.length - faults.length, refused: refused.join(' ') })
  if (faults.length > 0) throw faults[0]
}

async function drillOne(id: string, target: string, deps: EscalateDeps): Promise<Delivery['kind']> {
  const notice = drillNotice(id, target, deps)
  const delivery = await deps.deliver(target, notice)
  await deps.onCall.note({ target, atMs: notice.atMs, delivery, drill: id })
  return delivery.kind
}

/** Targets that a document in force pages, of any account. */
async function pagedTargets(deps: EscalateDeps): Promise<Set<string>> {
  const targets = new Set([ON_CALL])
  for (const account of await deps.accounts()) {
    const { sla, escalation } = await deps.active(account)
    for (const action of [...rungActions(escalation), ...breachActions(sla)]) {
      if (action.do === 'page') targets.add(action.target)
    }
  }
  return targets
}

const rungActions = ({ ladders }: EscalationDocument): RungAction[] =>
  Object.values(ladders).flatMap(({ rungs }) => rungs.flatMap(({ actions }) => actions))
const breachActions = ({ policies }: SlaDocument): RungAction[] => policies.flatMap(({ onBreach }) => onBreach)

/** As severe as a real page: what is routed by severity is to be tried as well. */
const drillNotice = (id: string, target: string, { links, now }: EscalateDeps): Notice => ({
  key: `drill:${target}:${id}`,
  action: 'trigger',
  severity: 'critical',
  title: 'Backdesk can reach you: nothing is wrong',
  lines: [
    'Once a week a page goes the way of every page, so that one that gets lost is noticed in time.',
    'Acknowledge it as you would any other.',
  ],
  links: links.runbook(),
  atMs: now(),
  drill: true,
})
