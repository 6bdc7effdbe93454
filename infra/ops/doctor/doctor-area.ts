import { type Answer, type Area, givenText, UsageFault, type Values } from '../area.ts'
import { allOutputs, clockOf, type Outputs, stackName } from '../deployment.ts'
import { progressOn } from '../progress.ts'
import { examine } from './examine.ts'
import { type Check, isFinding, type Line, type Looked, wrong } from './finding.ts'
import { accountsCheck } from './look-at-accounts.ts'
import { lookAtChatwoot } from './look-at-chatwoot.ts'
import { lookAtClocks } from './look-at-clocks.ts'
import { deploymentChecks } from './look-at-deployment.ts'
import { lookAtPolicies } from './look-at-policies.ts'
import { queuesCheck } from './look-at-queues.ts'
import { lookAtReach, lookAtSignature, lookAtWebhook } from './look-at-webhook.ts'
import { lookAtPresence, lookAtSilence, lookAtSwitches, tickCheck } from './look-at-work.ts'
import { type Subject, subjectOf } from './subject.ts'

const USAGE = `  doctor [--account SLUG] [--except CODE,...]
                                           looks at everything that may be wrong, changes nothing, and says how to mend
                                           what it found. Exit code 1 when there is something to mend; --except leaves
                                           out what you know of, by its code`

/** Of one check: a probe is tried twice, and may take ten seconds each. */
const LIMIT_MS = 45_000

export const doctorArea: Area = {
  usage: USAGE,
  options: { account: { type: 'string' }, except: { type: 'string' } },
  takes: { '': ['account', 'except'] },
  run: async (words, values) => {
    if (words.length > 0) throw new UsageFault(`doctor takes no ${words.join(' ')}`)
    return reported(await examined(values), givenText(values, 'except')?.split(',') ?? [])
  },
}

/** @throws UsageFault when the account named is not there, and what AWS or the runner throws when it cannot be reached. */
async function examined(values: Values): Promise<readonly Line[]> {
  const outputs = await outputsOrNone(values)
  if (outputs === undefined) return [nothingThere(values)]
  const subject = subjectOf(values, outputs, await clockOf(values))
  const accounts = await accountsIn(values, subject)
  const checks = [
    ...deploymentChecks(subject),
    accountsCheck(subject),
    queuesCheck(subject),
    tickCheck(subject),
    ...accounts.flatMap((account) => accountChecks(account, subject)),
  ]
  const progress = progressOn(process.stderr)
  const lines = await examine(checks, {
    limitMs: LIMIT_MS,
    onEnded: (ended, of) => progress.show(`${ended} of ${of} looked at`),
  })
  progress.end()
  return lines
}

function accountChecks(account: string, subject: Subject): readonly Check[] {
  const check = (name: string, look: (account: string, subject: Subject) => Promise<readonly Looked[]>): Check => ({
    name,
    account,
    look: () => look(account, subject),
  })
  return [
    check('chatwoot', lookAtChatwoot),
    check('webhook', async (...of) => [...(await lookAtWebhook(...of)), ...lookAtReach(subject)]),
    check('signature', lookAtSignature),
    check('clocks', lookAtClocks),
    check('last webhook', lookAtSilence),
    check('switches', lookAtSwitches),
    check('policies', lookAtPolicies),
    check('presence', lookAtPresence),
  ]
}

/** Undefined: nothing is deployed. */
async function outputsOrNone(values: Values): Promise<Outputs | undefined> {
  try {
    return await allOutputs(values)
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined
    throw error
  }
}

const nothingThere = ({ env }: Values): Line => ({
  ...wrong(
    'not_deployed',
    `there is no stack ${stackName(env)} in this account and region`,
    `npm run deploy -- -c env=${env}`,
  ),
  name: 'deployment',
  account: null,
})

/** Those of both documents; what cannot be read is told by its own check. */
async function accountsIn(values: Values, subject: Subject): Promise<readonly string[]> {
  const [accounts, access] = await Promise.allSettled([subject.accounts(), subject.access()])
  const known = new Set([
    ...(accounts.status === 'fulfilled' ? Object.values(accounts.value).map((entry) => entry?.account) : []),
    ...(access.status === 'fulfilled' ? Object.keys(access.value) : []),
  ])
  const named = givenText(values, 'account')
  if (named === undefined) return [...known].filter((account) => typeof account === 'string').sort()
  if (known.has(named) || accounts.status === 'rejected') return [named]
  throw new UsageFault(`there is no account ${named}: there is ${[...known].join(', ') || 'none'}`)
}

function reported(lines: readonly Line[], except: readonly string[]): Answer {
  const findings = lines.filter((line) => isFinding(line) && !except.includes(line.code))
  const count = (state: Line['state']): number => findings.filter((line) => line.state === state).length
  const unknowns = lines.filter(({ state }) => state === 'unknown').length
  const sum =
    findings.length === 0
      ? `In order${unknowns === 0 ? '' : `, as far as could be looked at: ${unknowns} unknown`}.`
      : `${count('wrong')} wrong, ${count('warning')} to put right, ${unknowns} unknown.`
  return {
    text: [...lines.map(inWords), sum].join('\n'),
    json: { inOrder: findings.length === 0, findings, lines },
    exitCode: findings.length === 0 ? 0 : 1,
  }
}

const inWords = ({ state, code, name, account, found, mend }: Line): string =>
  [
    `${state.toUpperCase().padEnd(8)}${account === null ? '' : `${account}: `}${name}: ${found}${isFinding({ state }) ? ` [${code}]` : ''}`,
    ...mend.map((line) => `        ${line}`),
  ].join('\n')
