import { getProbe } from '../webhooks/signed-probe.ts'
import { type Looked, ok, unknown, warning, wrong } from './finding.ts'
import { accessFor } from './look-at-chatwoot.ts'
import { type Subject, webhookBase } from './subject.ts'

/** A signature is good for five minutes around its instant; one is left for the way and for drift. */
const WRONG_MS = 4 * 60_000
const WARNING_MS = 60_000

/** Chatwoot signs by its clock, and ingest judges by AWS's. Both tell theirs in the head of an answer, to the second. */
export async function lookAtClocks(account: string, subject: Subject): Promise<readonly Looked[]> {
  const access = await accessFor(account, subject)
  const base = webhookBase(subject)
  if (access === undefined || base === undefined) return [unknown('clocks_not_seen', "Chatwoot's clock cannot be seen")]
  const [chatwoot, ours] = await Promise.all([aheadOfHereMs(`${access.baseUrl}/api`), aheadOfHereMs(`${base}/health`)])
  if (chatwoot === null || ours === null) return [unknown('clocks_not_seen', 'an answer came without its date')]
  return [ofChatwoot(chatwoot - ours), ...ofHere(-ours)]
}

function ofChatwoot(aheadMs: number): Looked {
  const found = `Chatwoot's clock is ${inWords(aheadMs)}`
  const mend = ["On Chatwoot's machine: timedatectl set-ntp true, then timedatectl status"]
  if (Math.abs(aheadMs) >= WRONG_MS)
    return wrong('clock_skew', `${found}: its signatures are refused as stale`, ...mend)
  if (Math.abs(aheadMs) >= WARNING_MS)
    return warning('clock_skew', `${found}: beyond five minutes its signatures are refused`, ...mend)
  return ok(found)
}

/** It judges nothing, but whoever compares times by it is misled. */
const ofHere = (aheadMs: number): readonly Looked[] =>
  Math.abs(aheadMs) < WARNING_MS
    ? []
    : [warning('clock_skew_here', `the clock of this machine is ${inWords(aheadMs)}`, 'timedatectl set-ntp true')]

const inWords = (aheadMs: number): string => {
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  if (seconds <= 2) return 'right'
  return `${seconds} s ${aheadMs > 0 ? 'ahead' : 'behind'}`
}

async function aheadOfHereMs(url: string): Promise<number | null> {
  const askedAtMs = Date.now()
  const probed = await getProbe(url)
  if (probed.kind !== 'answered' || probed.dateMs === null) return null
  // Half the way there and back, and half of the second that the date leaves out.
  return probed.dateMs + 500 - (askedAtMs + Date.now()) / 2
}
