import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { escalationId } from '#domain/escalation-id'
import { manualClock } from '#infra/local/clock'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_SLA } from '#policies/default-sla'
import { operatorStore } from '#store/operators'
import { aConversation, START_MS, watched } from '#tests/support/builders'
import { anOperator, NOBODY } from '#tests/support/operators'
import { runOps } from '#tests/support/run-ops'
import { tellWatchStory } from '#tests/support/watch-story'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'

const NOW = START_MS + 4 * 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'backdesk-policies-'))
const [standard] = DEFAULT_SLA.policies
let desk: DeskTable
let sqs: SQSClient
let secrets: SecretsManagerClient
let queueUrl = ''

/** The shipped promises, with another one for first answers. */
const answeredWithin = (seconds: number) => ({
  ...DEFAULT_SLA,
  policies: [
    {
      ...standard,
      targets: {
        ...standard?.targets,
        first_response: { calendar: 'always', urgent: seconds, high: seconds, normal: seconds, low: seconds },
      },
    },
  ],
})
const file = (name: string, document: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document))
  return path
}
const quick = file('quick.json', answeredWithin(600))
const slow = file('slow.json', answeredWithin(7_200))

beforeAll(async () => {
  desk = await startDeskTable(manualClock(NOW))
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const local = { endpoint: desk.engines.url, region: 'eu-west-1', credentials }
  sqs = new SQSClient(local)
  secrets = new SecretsManagerClient(local)
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'deadlines' }))).QueueUrl ?? ''
  desk.engines.control.set('outputs', () => ({ body: { TableName: TABLE, DeadlinesQueueUrl: queueUrl } }))
  desk.engines.control.set('clock', () => ({ body: { nowMs: NOW } }))
  await register('shop')
  let before: Conversation | undefined
  for (const { conversation } of tellWatchStory()) {
    await desk.change(before, conversation)
    before = conversation
  }
})
afterAll(async () => {
  sqs.destroy()
  secrets.destroy()
  await desk.stop()
})

/** Accounts that may send webhooks. */
async function register(...accounts: readonly string[]): Promise<void> {
  const entries = accounts.map((account, nth) => [
    `key-of-${account}`,
    { account, chatwootAccountId: nth + 1, secrets: [] },
  ])
  const SecretString = JSON.stringify(Object.fromEntries(entries))
  const Name = 'backdesk/dev/accounts'
  if (accounts.length === 1) await secrets.send(new CreateSecretCommand({ Name, SecretString }))
  else await secrets.send(new PutSecretValueCommand({ SecretId: Name, SecretString }))
}

const ops = (words: string) => runOps(desk.engines.url, words)
const said = async (words: string) => JSON.parse((await ops(`${words} --json`)).out) as Record<string, unknown>
const refreshes = async (): Promise<unknown[]> => {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }))
  return Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown)
}

describe('npm run ops -- policy', () => {
  it('judges a document without asking anybody: exit code 1 and a line for each problem', async () => {
    const good = await runOps('http://127.0.0.1:9', `policy validate --kind sla --file ${quick}`)
    expect(good).toEqual({ code: 0, out: 'The document is in order.\n', err: '' })
    const bad = file('bad.json', answeredWithin(0))
    const refused = await runOps('http://127.0.0.1:9', `policy validate --kind sla --file ${bad}`)
    expect(refused.code).toBe(1)
    expect(refused.out).toContain('policies[0].targets.first_response.urgent: must be a whole number of seconds')
    for (const command of ['diff', 'activate --reason x'])
      expect((await ops(`policy ${command} --kind sla --file ${bad}`)).code).toBe(1)
    const none = await ops(`policy validate --kind sla --file ${file('none.json', '{')}`)
    expect(none).toMatchObject({ code: 1, out: 'document: is no JSON\n' })
  })

  it('tells what would differ, and what it would have done', async () => {
    const differences = await ops(`policy diff --kind sla --file ${quick}`)
    expect(differences.out).toContain('~ policies[standard].targets.first_response.normal: 3600 -> 600\n')
    const replayed = await said(`policy replay --kind sla --file ${quick} --since 1d`)
    expect(replayed).toMatchObject({
      account: 'shop',
      kind: 'sla',
      against: 0,
      complete: true,
      conversations: 1,
      // answered after 28 minutes: in time by the hour of the shipped document, late by the ten minutes of the draft
      breached: { active: 0, draft: 1 },
      moved: 1,
      examples: { newlyBreached: [1043], moved: [{ conversationId: 1043, clock: 'first_response' }] },
    })
    const text = await ops(`policy replay --kind sla --file ${quick} --since 1d`)
    expect(text.out).toMatch(/^breached +0 +1 +\+1$/m)
    expect(text.err).toBe('')
    const words = { ...DEFAULT_ESCALATION, words: { ...DEFAULT_ESCALATION.words, legal: ['barrister'] } }
    const escalation = await said(
      `policy replay --kind escalation --file ${file('words.json', words)} --since 1d --limit 1`,
    )
    expect(escalation.notes).toEqual([expect.stringContaining('messages are not kept') as string])
  })

  it('checks, stores and activates in one go, then asks for the conversations to follow', async () => {
    const done = await said(`policy activate --kind sla --file ${quick} --reason quicker`)
    expect(done).toEqual({
      ...{ account: 'shop', kind: 'sla', version: 1, previousVersion: 0, changed: true },
      refresh: 'queued',
    })
    expect(await refreshes()).toEqual([{ kind: 'refresh', account: 'shop', status: 'open', cursor: null }])
    expect(await said(`policy activate --kind sla --file ${quick} --reason again`)).toMatchObject({ changed: false })
    const shown = await ops('policy show --kind sla')
    expect(shown.out).toMatch(/^Version 1 of sla is in force for shop: since 2026-09-14T13:00:0\d.*Z, by .+: quicker\n/)
    expect(shown.out).toContain('standard (everyone): first response 10m/10m/10m/10m on always')
    await ops(`policy activate --kind sla --file ${slow} --reason slower`)
    expect((await ops('policy list --kind sla')).out).toMatch(/^2\*\t.*\n1\t.*\n0\tshipped with Backdesk\n$/)
    expect(await said('policy rollback --kind sla --reason back')).toMatchObject({ version: 1, previousVersion: 2 })
    expect(await said('policy activate --kind sla --version 0 --reason shipped')).toMatchObject({ version: 0 })
  })

  it('previews a stored version over open conversations', async () => {
    const waiting = { waitingSinceMs: NOW - 60_000 }
    await desk.put(watched(aConversation({ conversationId: 7, snapshot: waiting, writtenAtMs: NOW - 60_000 })))
    const preview = await said('policy preview --kind sla --version 2')
    expect(preview).toMatchObject({ against: 0, complete: true, totals: { dueMoved: 1 } })
    expect((preview.changes as { conversationId: number }[]).map(({ conversationId }) => conversationId)).toEqual([7])
  })

  it('previews routing: whom a conversation that nobody has would need instead', async () => {
    await desk.put(watched(aConversation({ conversationId: 6, snapshot: { labels: ['chargeback'] } })))
    const preview = await ops('policy preview --kind routing --file docs/examples/routing-skills.json')
    expect(preview.out).toContain('+ rules[german]: ')
    expect(preview.out).toContain(
      '6\tanybody (triage) -> team 2, billing, disputes, priority high (rule chargebacks)\n',
    )
  })

  it('replays routing: who would have been given what by the draft', async () => {
    const words = 'policy replay --routing --file docs/examples/routing-skills.json --since 1d'
    const early = await ops(words)
    expect(early.code).toBe(2)
    expect(early.err).toContain('no operator of shop is known yet')
    const operator = anOperator({ operatorId: 11, name: 'Avery Example', teams: [1], sinceMs: START_MS })
    const operators = operatorStore({ client: desk.client, table: TABLE })
    const mark = { readAtMs: NOW, directoryReadAtMs: NOW }
    await operators.commit('shop', NOBODY, { mark, operators: [operator], directory: undefined })
    const replayed = await said(words)
    expect(replayed).toMatchObject({
      account: 'shop',
      kind: 'routing',
      against: 0,
      complete: true,
      // the story of the morning: no rule holds for it, so it goes to the team of the draft's triage
      moved: {
        count: 1,
        byNeed: 1,
        conversations: [{ conversationId: 1043, from: { teamId: null }, to: { teamId: 1 } }],
      },
      fairness: { minutes: { active: 1, draft: 1 } },
      furtherLate: { active: 0, draft: 0 },
      given: { active: 1, draft: 1 },
      notes: expect.arrayContaining([
        expect.stringContaining('an estimate'),
        expect.stringContaining('1 operators have no history'),
      ]) as unknown,
    })
    const text = (await ops(words)).out
    expect(text).toMatch(/^1043\tAvery Example -> Avery Example in team 1 \(triage, only one\)$/m)
    expect(text).toMatch(/^first answers too late +\d+ +\d+/m)
    const quiet = await ops(words.replace('1d', '1m'))
    expect(quiet.code).toBe(0)
    expect(quiet.out).toContain('there is nothing to compare')
    const bad = await ops(`policy replay --routing --file ${file('bad-routing.json', { kind: 'routing' })} --since 1d`)
    expect(bad).toMatchObject({ code: 1, out: expect.stringContaining('mode') as string })
  })

  it('activates routing and tells it in lines, and asks no conversation to follow', async () => {
    const done = await said('policy activate --kind routing --file docs/examples/routing-skills.json --reason skills')
    expect(done).toMatchObject({ version: 1, previousVersion: 0, changed: true, refresh: 'not_needed' })
    expect((await ops('policy show --kind routing')).out).toContain('operator 11: billing, disputes; speaks de, en')
  })

  it.each([
    ['policy preview --kind sla', 'one of both'],
    ['policy activate --kind sla --version 99 --reason x', 'no version 99'],
    ['policy rollback --kind escalation --reason x', 'nothing was ever activated'],
    ['policy rollback --kind sla --version 0 --reason x', 'policy rollback takes no --version'],
    ['policy activate --kind sla --version 0 --reason x --account shpo', 'there is no account shpo: there are shop'],
    ['escalations list --account shpo', 'there is no account shpo: there are shop'],
    ['escalations resolve --id shop.1.response.5', 'there is no escalation'],
  ])('%s: exit code 2 and a sentence', async (words, sentence) => {
    const { code, err } = await ops(words)
    expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
  })

  it('says 3 where nothing answers', async () => {
    const { code, err } = await runOps('http://127.0.0.1:9', 'policy show --kind sla --account shop')
    expect(code).toBe(3)
    expect(err).not.toBe('')
  })

  it('asks for the account when there are several', async () => {
    await register('shop', 'outlet')
    const { code, err } = await ops('policy show --kind sla')
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('there are shop, outlet') as string })
    expect((await ops('policy show --kind sla --account outlet')).code).toBe(0)
  })
})

describe('npm run ops -- escalations', () => {
  it('takes one and ends one, as its conversation then says', async () => {
    const late = watched(
      aConversation({ conversationId: 8, writtenAtMs: NOW - 60_000, snapshot: { waitingSinceMs: NOW - 3_300_000 } }),
    )
    await desk.put(late)
    const raisedAtMs = late.watch?.escalations?.response?.raisedAtMs ?? 0
    const id = escalationId({ account: 'shop', conversationId: 8, cause: 'response', raisedAtMs })
    expect(await said(`escalations acknowledge --id ${id}`)).toEqual({ id, verb: 'acknowledge', changed: true })
    expect(await said(`escalations acknowledge --id ${id}`)).toMatchObject({ changed: false })
    expect(await said(`escalations resolve --id ${id}`)).toMatchObject({ changed: true })
    const again = await ops(`escalations acknowledge --id ${id}`)
    expect({ code: again.code, err: again.err }).toMatchObject({
      code: 3,
      err: expect.stringContaining('was resolved by') as string,
    })
    const stored = await desk.reads(() => NOW).conversation('shop', 8)
    expect(stored).toMatchObject({ source: 'person', version: 3 })
    expect((await ops('escalations list --account shop')).out).toBe('None.\n')
  })
})
