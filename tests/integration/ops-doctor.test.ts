import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatwootAccess } from '#chatwoot/access'
import { keepAliveHttp } from '#chatwoot/http-call'
import type { AccountEntry } from '#infra/ops/accounts'
import { doctorArea } from '#infra/ops/doctor/doctor-area'
import { isFinding, type Line } from '#infra/ops/doctor/finding'
import { WANTED_EVENTS, type WebhookRegistry, webhookRegistry } from '#infra/ops/webhooks/webhook-registry'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { type RunningStack, startStack } from '#tests/support/local-stack'
import { runOps } from '#tests/support/run-ops'

let stack: RunningStack
let secrets: SecretsManagerClient
let sqs: SQSClient
let registry: WebhookRegistry
/** As the stand-in's administrator has it, and as all is well. */
let access: ChatwootAccess
let agentToken: string
let deadLettersUrl: string
let late: { readonly url: string; close(): void }

beforeAll(async () => {
  stack = await startStack('--quiet')
  const config = {
    endpoint: stack.engineUrl,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  secrets = new SecretsManagerClient(config)
  sqs = new SQSClient(config)
  access = (await read<Record<string, ChatwootAccess>>('chatwoot')).shop as ChatwootAccess
  registry = webhookRegistry(access, keepAliveHttp())
  agentToken = await tokenOfAnAgent()
  const outputs = (await (await fetch(`${stack.engineUrl}/_backdesk/outputs`)).json()) as Record<string, string>
  deadLettersUrl = outputs.InboundDeadLettersUrl ?? ''
  late = await chatwootBehindTime(access.baseUrl)
  const [contactId, inboxId] = await Promise.all([firstOf('contacts'), firstOf('inboxes')])
  await standIn('customerOpens', { contactId, inboxId, text: 'Where is my parcel?' })
  expect(unsettled(await reportWithin((report) => unsettled(report).length === 0))).toEqual([])
}, 360_000)
afterAll(async () => {
  late?.close()
  secrets?.destroy()
  sqs?.destroy()
  await stack?.stop()
}, 60_000)

const MINUTE_MS = 60_000
const MINUTES = 6
/** The first report that is so, or the last one of a few of the desk's minutes. */
async function reportWithin(isSo: (report: Report) => boolean): Promise<Report> {
  let report = await doctor()
  for (let minute = 0; minute < MINUTES && !isSo(report); minute += 1) {
    await stack.pass(MINUTE_MS)
    report = await doctor()
  }
  return report
}

const NOT_READ_YET = ['tick_never', 'presence_never', 'directory_never_read', 'nothing_received']
const unsettled = ({ lines }: Report): string[] =>
  lines.map(({ code }) => code).filter((code) => NOT_READ_YET.includes(code))

type Report = {
  readonly exitCode: number
  readonly findings: readonly Line[]
  readonly lines: readonly Line[]
  readonly text: string
}
async function doctor(given: Record<string, string> = {}): Promise<Report> {
  const answer = await doctorArea.run([], { env: 'dev', endpoint: stack.engineUrl, json: false, given })
  const { lines } = answer.json as { readonly lines: readonly Line[] }
  return { exitCode: answer.exitCode ?? 0, lines, findings: lines.filter(isFinding), text: answer.text }
}
const codes = ({ findings }: Report): string[] => findings.map(({ code }) => code)

async function read<Document>(name: string): Promise<Document> {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: `backdesk/dev/${name}` }))
  return JSON.parse(SecretString ?? '{}') as Document
}
const write = (name: string, document: object) =>
  secrets.send(new PutSecretValueCommand({ SecretId: `backdesk/dev/${name}`, SecretString: JSON.stringify(document) }))
async function changeAccount(change: Partial<AccountEntry>): Promise<void> {
  const document = await read<Record<string, AccountEntry>>('accounts')
  const [[key = '', entry] = []] = Object.entries(document)
  await write('accounts', { [key]: { ...entry, ...change } })
}
const changeAccess = (change: Partial<ChatwootAccess>) => write('chatwoot', { shop: { ...access, ...change } })

async function standIn(action: string, ...given: readonly unknown[]): Promise<void> {
  const answer = await fetch(`${stack.chatwootUrl}/_standin/actions/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ with: given }),
  })
  expect(answer.status).toBe(200)
}

async function firstOf(what: string): Promise<number> {
  const answer = await fetch(`${access.baseUrl}/api/v1/accounts/${access.accountId}/${what}`, {
    headers: { 'api-access-token': access.token },
  })
  const { payload } = (await answer.json()) as { readonly payload: readonly { readonly id: number }[] }
  return payload[0]?.id ?? 0
}

/** A door that is no door of Chatwoot's: the stand-in's operators have tokens that the API does not show. */
async function tokenOfAnAgent(): Promise<string> {
  const answer = await fetch(`${stack.chatwootUrl}/_standin/tokens`)
  const tokens = (await answer.json()) as readonly { readonly role: string; readonly token: string }[]
  return tokens.find(({ role }) => role === 'agent')?.token ?? ''
}

/** The same Chatwoot, whose clock is ten minutes behind. */
async function chatwootBehindTime(target: string) {
  const server = http.createServer((incoming, outgoing) => {
    const { host: _host, ...headers } = incoming.headers
    const onward = http.request(`${target}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
      const date = new Date(Date.now() - 600_000).toUTCString()
      outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, date })
      answer.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

async function ours() {
  const [webhook] = await registry.list()
  if (webhook === undefined) throw new Error('no webhook is registered')
  return webhook
}

function fileWith(document: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'backdesk-doctor-')), 'document.json')
  writeFileSync(file, JSON.stringify(document))
  return file
}
const escalationWith = (change: (text: string) => string): string =>
  fileWith(JSON.parse(change(JSON.stringify(DEFAULT_ESCALATION))) as object)
const ops = async (words: string, input = ''): Promise<void> => {
  const { code, err } = await runOps(stack.engineUrl, words, input)
  expect({ code, err }).toEqual({ code: 0, err: '' })
}

type Seeded = {
  readonly name: string
  readonly code: string
  /** What the words of the mend must say. */
  readonly says: RegExp
  readonly seed: () => Promise<unknown>
  /** What the command that mends it reads from standard input; absent where there is no such command. */
  readonly input?: () => string
  /** Where a person has to do it, or the command takes more than the doctor can know. */
  readonly byHand?: () => Promise<unknown>
}

const SEEDED: readonly Seeded[] = [
  {
    name: 'no webhook in Chatwoot',
    code: 'webhook_missing',
    says: /register-webhook --account shop/,
    seed: async () => registry.remove((await ours()).id),
    input: () => '',
  },
  {
    name: 'the webhook twice',
    code: 'webhook_twice',
    says: /register-webhook --account shop .*--prune/,
    seed: () => registry.create({ url: `${stack.webhookUrl}/`, name: 'again', subscriptions: WANTED_EVENTS }),
    input: () => '',
  },
  {
    name: 'a webhook that goes to another machine',
    code: 'webhook_elsewhere',
    says: /register-webhook/,
    seed: async () =>
      registry.change((await ours()).id, { url: `http://127.0.0.1:1/webhooks/chatwoot/${stack.accountKey}` }),
    input: () => '',
  },
  {
    name: "a webhook with another account's key",
    code: 'webhook_other_key',
    says: /register-webhook .*--prune/,
    seed: async () =>
      registry.change((await ours()).id, { url: `${stack.apiUrl}/webhooks/chatwoot/EXAMPLEkey-of-another` }),
    input: () => '',
  },
  {
    name: 'a webhook that does not tell of messages',
    code: 'webhook_events_missing',
    says: /register-webhook/,
    seed: async () => registry.change((await ours()).id, { subscriptions: ['conversation_created'] }),
    input: () => '',
  },
  {
    name: 'a webhook that tells of typing',
    code: 'webhook_events_needless',
    says: /register-webhook/,
    seed: async () =>
      registry.change((await ours()).id, { subscriptions: [...WANTED_EVENTS, 'conversation_typing_on'] }),
    input: () => '',
  },
  {
    name: "a stored secret that is not the webhook's",
    code: 'webhook_secret_differs',
    says: /register-webhook/,
    seed: () => changeAccount({ secrets: ['EXAMPLEsecret-of-before'] }),
    input: () => '',
  },
  {
    name: 'an account without a secret',
    code: 'secret_missing',
    says: /register-webhook/,
    seed: () => changeAccount({ secrets: [] }),
    input: () => '',
  },
  {
    name: 'an unsigned account on a server that signs',
    code: 'account_unsigned',
    says: /register-webhook/,
    seed: () => changeAccount({ secrets: [], unsigned: true }),
    input: () => '',
  },
  {
    name: 'an entry of the accounts secret that nobody can read',
    code: 'accounts_ill_formed',
    says: /put-secret-value/,
    seed: () => changeAccount({ chatwootAccountId: 0 }),
    byHand: () => changeAccount({ chatwootAccountId: access.accountId }),
  },
  {
    name: 'a token that was revoked',
    code: 'token_refused',
    says: /chatwoot set --account shop --url/,
    seed: () => changeAccess({ token: 'EXAMPLErevokedtoken' }),
    input: () => access.token,
  },
  {
    name: "an agent's token",
    code: 'token_not_administrator',
    says: /chatwoot set --account shop --url/,
    seed: () => changeAccess({ token: agentToken }),
    input: () => access.token,
  },
  {
    name: 'a token of another account',
    code: 'token_of_other_account',
    says: /administrator of that account/,
    seed: async () => {
      await changeAccess({ accountId: 99 })
      await changeAccount({ chatwootAccountId: 99 })
    },
    byHand: async () => {
      await changeAccess({})
      await changeAccount({ chatwootAccountId: access.accountId })
    },
  },
  {
    name: 'another Chatwoot account here than there',
    code: 'account_ids_differ',
    says: /chatwoot set --account shop/,
    seed: () => changeAccess({ accountId: 99 }),
    input: () => access.token,
  },
  {
    name: 'no access to Chatwoot',
    code: 'access_missing',
    says: /chatwoot set --account shop/,
    seed: () => write('chatwoot', {}),
    byHand: () => changeAccess({}),
  },
  {
    name: 'a Chatwoot that is not there',
    code: 'chatwoot_unreachable',
    says: /curl -i http:\/\/127\.0\.0\.1:1\/api/,
    seed: () => changeAccess({ baseUrl: 'http://127.0.0.1:1' }),
    byHand: () => changeAccess({}),
  },
  {
    name: 'a Chatwoot whose clock is wrong',
    code: 'clock_skew',
    says: /set-ntp true/,
    seed: () => changeAccess({ baseUrl: late.url }),
    byHand: () => changeAccess({}),
  },
  {
    name: 'a target of the escalation document that is not there',
    code: 'target_missing',
    says: /targets set --target night-shift/,
    seed: () => {
      const file = escalationWith((text) => text.replace(/"target":"(leads|executives)"/g, '"target":"night-shift"'))
      return ops(`policy activate --kind escalation --file ${file} --reason test`)
    },
    input: () => 'https://hooks.example.com/EXAMPLE',
  },
  {
    name: 'a document that names a team Chatwoot does not have',
    code: 'policy_unknown_team',
    says: /policy rollback --kind escalation/,
    seed: () => {
      const file = escalationWith((text) =>
        text
          .replace('"when":{}', '"when":{"teams":[999]}')
          .replace(/"target":"(leads|executives)"/g, '"target":"on-call"'),
      )
      return ops(`policy activate --kind escalation --file ${file} --reason test`)
    },
    input: () => '',
  },
  {
    name: 'dead letters that lie about',
    code: 'dead_letters',
    says: /dlq list --queue inbound/,
    seed: () => sqs.send(new SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody: '{}' })),
    byHand: () => sqs.send(new PurgeQueueCommand({ QueueUrl: deadLettersUrl })),
  },
  {
    name: 'a switch left off',
    code: 'switch_off',
    says: /switch clear --name route --every-account/,
    seed: () => ops('switch set --name route --off --reason forgotten --every-account'),
    input: () => '',
  },
  {
    name: 'no account at all',
    code: 'no_account',
    says: /accounts add --account/,
    seed: async () => {
      const kept = await read<object>('accounts')
      await write('accounts', {})
      return kept
    },
    byHand: () => write('accounts', JSON.parse(readFileSync(keptAccounts(), 'utf8')) as object),
  },
]

let kept: string | undefined
const keptAccounts = (): string => kept ?? ''

describe('npm run ops -- doctor', () => {
  it('finds nothing on a healthy desk, and leaves it as it was', async () => {
    const before = await sentAndRefused()
    const report = await doctor()
    expect({ codes: codes(report), exitCode: report.exitCode }, report.text).toEqual({ codes: [], exitCode: 0 })
    const signature = report.lines.find(({ name }) => name === 'signature')
    expect(signature?.found).toContain('what is signed by its secret is taken, and what is not is refused')
    expect(await sentAndRefused()).toEqual(before)
    const said = `${report.text}${JSON.stringify(report.lines)}`
    for (const secret of [stack.webhookSecret, access.token]) expect(said).not.toContain(secret)
  }, 240_000)

  it('names at least twelve misconfigurations, each once', () => {
    expect(new Set(SEEDED.map(({ code }) => code)).size).toBe(SEEDED.length)
    expect(SEEDED.length).toBeGreaterThanOrEqual(12)
  })

  it.each(SEEDED)(
    'finds $name, says how to mend it, and is content when that is done',
    async (seeded) => {
      kept = fileWith(await read<object>('accounts'))
      await seeded.seed()
      const report = await doctor()
      expect(codes(report), report.text).toContain(seeded.code)
      expect(report.exitCode).toBe(1)
      const finding = report.findings.find(({ code }) => code === seeded.code)
      expect(finding?.mend.join('\n')).toMatch(seeded.says)
      if (seeded.byHand === undefined) {
        const command = finding?.mend.find((line) => line.startsWith('npm run ops -- ')) ?? ''
        const words = command.replace('npm run ops -- ', '').replace(` --endpoint ${stack.engineUrl}`, '')
        await ops(words, seeded.input?.())
      } else await seeded.byHand()
      // a webhook that came meanwhile may have had ingest read what was wrong, which it keeps for a minute
      const after = await reportWithin((report) => codes(report).length === 0)
      expect(codes(after), after.text).toEqual([])
    },
    240_000,
  )

  it('leaves out what one knows of', async () => {
    await ops('switch set --name route --off --reason holiday --account shop')
    expect((await doctor({ except: 'switch_off' })).exitCode).toBe(0)
    await ops('switch clear --name route --account shop')
  }, 120_000)

  it('is a command with exit codes', async () => {
    const whole = await runOps(stack.engineUrl, 'doctor --account shop --json')
    expect({ code: whole.code, inOrder: (JSON.parse(whole.out) as { inOrder: boolean }).inOrder }).toEqual({
      code: 0,
      inOrder: true,
    })
    expect(await runOps(stack.engineUrl, 'doctor --account nobody')).toMatchObject({ code: 2 })
    expect(await runOps(stack.engineUrl, 'doctor now')).toMatchObject({ code: 2 })
    expect(await runOps('http://127.0.0.1:1', 'doctor')).toMatchObject({ code: 3 })
  }, 120_000)
})

/** What the doctor must not leave behind: refused signatures, which wake somebody. */
async function sentAndRefused(): Promise<unknown> {
  const metrics = (await (await fetch(`${stack.engineUrl}/_backdesk/metrics`)).json()) as readonly unknown[]
  return JSON.stringify(metrics).match(/SignatureFailures/g)?.length ?? 0
}

describe('npm run ops -- register-webhook', () => {
  it('says what it would do, does it once, and rotates the secret', async () => {
    const rehearsed = await runOps(stack.engineUrl, 'register-webhook --account shop --rotate --dry-run')
    expect(rehearsed).toMatchObject({ code: 1, out: expect.stringContaining('replace webhook') })
    expect((await runOps(stack.engineUrl, 'register-webhook --account shop --dry-run')).code).toBe(0)
    const before = await ours()
    const rotated = await runOps(stack.engineUrl, 'register-webhook --account shop --rotate')
    expect(rotated).toMatchObject({ code: 0, err: '' })
    const after = await ours()
    const [entry] = Object.values(await read<Record<string, AccountEntry>>('accounts'))
    expect(entry?.secrets).toEqual([after.secret, before.secret])
    expect(await registry.list()).toHaveLength(1)
    expect(`${rotated.out}${rehearsed.out}`).not.toMatch(
      new RegExp(`${after.secret}|${before.secret}|${stack.accountKey}`),
    )
    expect(codes(await doctor())).toEqual([])
  }, 240_000)

  it.each([
    ['register-webhook', '--account SLUG is missing'],
    ['register-webhook --account nobody', 'no account nobody'],
    ['register-webhook --account shop --url ftp://x', '--url must be an http(s) address'],
    ['register-webhook now --account shop', 'takes no now'],
  ])('%s: exit code 2 and a sentence', async (words, sentence) => {
    const { code, err } = await runOps(stack.engineUrl, words)
    expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
  })
})
