/** What writers of drafts have earned, from the command line; and counting it anew from the approvals. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type AutonomyRules, type AutonomyStanding, autonomyStanding, type WhyNotAlone } from '#domain/autonomy'
import { type Track, tracksFrom } from '#domain/autonomy-track'
import type { AutonomyTurn } from '#domain/autonomy-turn'
import { chainsOf } from '#store/approval-chains'
import { autonomyReads } from '#store/autonomy-reads'
import { recountTrack } from '#store/autonomy-writes'
import { policyBook } from '#store/policy-book'
import { type Answer, type Area, isSet, UsageFault, type Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { deploymentOf } from './deployment.ts'
import { accountFor, openDesk } from './desk.ts'

const USAGE = `  autonomy list [--account SLUG]           by intent and writer: how drafts were graded, whether a policy may approve the next
                                           one, and when that was gained and lost
  autonomy recount [--account SLUG] [--yes]
                                           counts all of it anew from the approvals, and tells what differs (exit code 1);
                                           --yes puts it right. What was lost stays lost. Reads the whole table`

export const autonomyArea: Area = {
  usage: USAGE,
  options: { account: { type: 'string' }, yes: { type: 'boolean' } },
  takes: { list: ['account'], recount: ['account', 'yes'] },
  run: async ([command = ''], values) => {
    if (command === 'list') return list(values)
    if (command === 'recount') return recount(values)
    throw new UsageFault(`unknown command: autonomy ${command}`)
  },
}

async function opened(values: Values) {
  const desk = await openDesk(values)
  const account = await accountFor(values, desk)
  const { tableName: table, now } = await deploymentOf(values)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  return { desk, account, table: { client, table, now } }
}

async function list(values: Values): Promise<Answer> {
  const { desk, account, table } = await opened(values)
  const book = policyBook(desk.policies, {
    now: table.now,
    onFault: (error) => {
      throw error
    },
  })
  const reads = autonomyReads(table)
  const [{ version, document }, tracks, turns] = await Promise.all([
    book.drafts(account),
    reads.tracksOf(account),
    reads.autonomyTurns(account, TURNS),
  ])
  return told({ account, policy: `drafts@${version}`, rules: document.autonomy, tracks, turns })
}

const TURNS = 20
type Told = {
  readonly account: string
  readonly policy: string
  readonly rules: AutonomyRules
  readonly tracks: readonly Track[]
  readonly turns: readonly AutonomyTurn[]
}

const WHY: Readonly<Record<NonNullable<AutonomyStanding['why']>, string>> = {
  not_allowed: 'the document does not name it',
  never_allowed: 'money and law are always a person’s',
  too_few_graded: 'too few were graded',
  below_the_bar: 'too few were good',
} satisfies Partial<Record<WhyNotAlone, string>>

export function told({ account, policy, rules, tracks, turns }: Told): Answer {
  const items = tracks.map((track) => autonomyStanding(track, rules))
  const named = rules.intents.map(({ intent, above }) => `${intent} above ${above}`).join(', ') || 'no intent'
  const lines = [
    `${account}, ${policy}: ${named}; one in ${rules.sampleOneIn} is kept for a person`,
    ...items.map(lineOf),
    ...(turns.length === 0 ? [] : ['', 'Gained and lost, newest first:', ...turns.map(turnLine)]),
  ]
  return { text: lines.join('\n'), json: { account, policy, ...rules, items, turns } }
}

function lineOf(item: AutonomyStanding): string {
  const { intent, writer, graded, good, rejected, lowerBound, above, why, goodNeeded, lost } = item
  const stands = why === null ? `alone, above ${above}` : `a person: ${WHY[why]}`
  const needs = why !== null && goodNeeded !== null && goodNeeded > 0 ? `, ${goodNeeded} good ones to go` : ''
  const fell = lost === null ? '' : `, lost ${new Date(lost.atMs).toISOString()} by ${lost.id}`
  const counts = `${good} of ${graded} good, ${rejected} rejected, bound ${lowerBound.toFixed(3)}`
  return `${intent}\t${writer}\t${counts}\t${stands}${needs}${fell}`
}

function turnLine(turn: AutonomyTurn): string {
  const { atMs, intent, writer, conversationId, approvalId } = turn
  const how = turn.to === 'granted' ? `gained under ${turn.policy}` : `lost: ${turn.code.replaceAll('_', ' ')}`
  return `  ${new Date(atMs).toISOString()}  ${intent} (${writer}) ${how}, conversation ${conversationId}, draft ${approvalId}`
}

async function recount(values: Values): Promise<Answer> {
  const { account, table } = await opened(values)
  const [chains, held] = await Promise.all([chainsOf(account, table), autonomyReads(table).tracksOf(account)])
  const differences = differing(held, tracksFrom(chains.flatMap(({ approvals }) => approvals)))
  const isDone = isSet(values, 'yes')
  if (isDone) for (const track of differences) await recountTrack(account, track, table)
  return recounted(account, { differences, isDone })
}

/** Those whose marks are others than the approvals make them, as they would be then. */
export function differing(held: readonly Track[], counted: readonly Track[]): readonly Track[] {
  const nameOf = ({ intent, writer }: Track): string => JSON.stringify([intent, writer])
  const stored = new Map(held.map((track) => [nameOf(track), track]))
  return counted.flatMap((track) => {
    const before = stored.get(nameOf(track))
    if (before === undefined) return [track]
    if (JSON.stringify(marksOf(before)) === JSON.stringify(marksOf(track))) return []
    // what an approval said that is not there any more: erased with its customer, or gone with its time
    const lost = (before.lost?.atMs ?? -1) > (track.lost?.atMs ?? -1) ? before.lost : track.lost
    return [{ ...before, judgements: track.judgements, lost }]
  })
}

const marksOf = ({ judgements }: Track) => judgements.map(({ id, atMs, mark }) => [id, atMs, mark])

type Recounted = { readonly differences: readonly Track[]; readonly isDone: boolean }

function recounted(account: string, { differences, isDone }: Recounted): Answer {
  const names = differences.map(({ intent, writer }) => `  ${intent}\t${writer}`)
  const head =
    differences.length === 0
      ? `${account}: all tracks are as the approvals make them.`
      : `${account}: ${differences.length} ${isDone ? 'were put right' : 'differ; --yes puts them right'}:`
  return {
    text: [head, ...names].join('\n'),
    json: { account, differences, done: isDone },
    exitCode: differences.length > 0 && !isDone ? 1 : 0,
  }
}
