import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepAliveHttp } from '#chatwoot/http-call'
import { realClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { labelledHistory } from '#infra/ops/labelled-history'
import { runOps } from '#tests/support/run-ops'
import { topicClassifier } from '#text/topics/topic-model'
import { chatwootSetting, type Setting } from './chatwoot-stand-in-setting.ts'

const BUCKET = 'backdesk-bodies'
const DELIVERY = [
  'Where is my parcel?',
  'My parcel is late.',
  'The courier lost my parcel.',
  'Parcel not delivered yet.',
]
const BILLING = [
  'My invoice is wrong.',
  'I was charged twice.',
  'Please correct the invoice.',
  'A refund for this charge?',
]
const rows = [
  ...DELIVERY.map((text) => ({ text, topic: 'delivery' })),
  ...BILLING.map((text) => ({ text, topic: 'billing' })),
]
const file = join(mkdtempSync(join(tmpdir(), 'backdesk-')), 'labelled.jsonl')

let engines: Engines
let setting: Setting
let s3: S3Client
beforeAll(async () => {
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'))
  engines = await startEngines({ clock: realClock({ speed: 1 }) })
  setting = await chatwootSetting()
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const local = { endpoint: engines.url, region: 'eu-west-1', credentials }
  s3 = new S3Client({ ...local, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  engines.control.set('outputs', () => ({ body: { BodiesBucketName: BUCKET } }))
  const { url: baseUrl, accountId, adminToken: token } = setting.chatwoot
  const SecretString = JSON.stringify({ shop: { baseUrl, accountId, token } })
  await new SecretsManagerClient(local).send(new CreateSecretCommand({ Name: 'backdesk/dev/chatwoot', SecretString }))
})
afterAll(async () => {
  await setting.close()
  await engines.stop()
})

const ops = (words: string, input = '') => runOps(engines.url, words, input)
const stored = async () =>
  ((await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))).Contents ?? []).map(({ Key }) => Key)

/** Opens a conversation with these messages, under these labels. */
async function told(texts: readonly string[], labels: readonly string[]): Promise<number> {
  const { actions, shop } = setting.chatwoot
  const [text = '', ...more] = texts
  const contactId = shop.contacts[0]?.id ?? 0
  const id = actions.customerOpens({ contactId, inboxId: shop.inboxes.website.id, text })
  for (const next of more) actions.customerAnswers(id, next)
  await setting.call('POST', `conversations/${id}/labels`, { labels: [...labels] })
  return id
}

describe('npm run ops -- routing train', () => {
  it('learns from a file, tells how good it is, stores the model and says how it is used', async () => {
    const { code, out, err } = await ops(`routing train --account shop --file ${file}`)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('8 examples of 2 topics')
    expect(out).toMatch(/At least so sure +answered +right of these/)
    const name = /Stored as (m-[0-9a-f]{10})\./.exec(out)?.[1] ?? ''
    expect(out).toContain(`"classifier": {"model":"${name}","atLeastPercent":`)
    expect(await stored()).toEqual([`models/shop/${name}.json`])
    const object = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `models/shop/${name}.json` }))
    const classifier = topicClassifier(JSON.parse((await object.Body?.transformToString()) ?? ''))
    expect(classifier.topics).toEqual(['billing', 'delivery'])
  })

  it('learns from what is labelled in Chatwoot, and shows no word of it', async () => {
    for (const [at, text] of DELIVERY.entries()) await told([at === 0 ? 'Hello!' : text, text], ['delivery'])
    for (const text of BILLING) await told([text], ['billing'])
    await told(['Parcel and invoice, both wrong'], ['delivery', 'billing'])
    await told(['Nobody labelled this'], [])
    const before = (await stored()).length
    const { code, out, err } = await ops(
      'routing train --account shop --from-chatwoot --labels delivery,billing --pages 2 --dry-run',
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/\d+ examples of 2 topics/)
    expect(out).toContain('Nothing was stored')
    expect(out).not.toMatch(/parcel|invoice/i)
    expect((await stored()).length).toBe(before)
  })

  it.each([
    ['routing train --account shop', 'either --file or --from-chatwoot'],
    ['routing train --account nobody --from-chatwoot', 'no account nobody'],
    ['routing paint', 'unknown command'],
  ])('%s: exit code 2 and a sentence', async (words, sentence) => {
    const { code, err } = await ops(words)
    expect({ code, said: err }).toEqual({ code: 2, said: expect.stringContaining(sentence) as string })
  })

  it('exit code 1 where there is one topic only', async () => {
    const { code, out } = await ops('routing train --account shop --file -', '{"text":"a parcel","topic":"delivery"}')
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining('needs two topics') as string })
  })
})

describe('the labelled history of an account', () => {
  const history = (wish: { labels: readonly string[]; pages: number }) => {
    const { url: baseUrl, accountId, adminToken: token } = setting.chatwoot
    let calls = 0
    const pace = async (): Promise<void> => {
      calls++
    }
    const deps = { http: keepAliveHttp(), pace, backOff: pace, show: () => undefined }
    return labelledHistory({ baseUrl, accountId, token }, wish, deps).then((examples) => ({ examples, calls }))
  }

  it('is the first three messages that say something and these together, under the one label that counts', async () => {
    const said = ['My kettle leaks', 'Under the lid', 'And it is loud']
    const id = await told(['Hi', ...said, 'It is two years old'], ['kettles'])
    expect(id).toBeGreaterThan(0)
    const { examples, calls } = await history({ labels: ['kettles'], pages: 3 })
    const group = String(id)
    expect(examples).toEqual([...said, said.join('\n')].map((text) => ({ text, topic: 'kettles', group })))
    expect(calls).toBeGreaterThan(1)
  })

  it('goes by team where no label is named', async () => {
    const id = await told(['The toaster burns everything'], [])
    await setting.call('POST', `conversations/${id}/assignments`, { team_id: setting.chatwoot.shop.teams.shipping.id })
    const { examples } = await history({ labels: [], pages: 1 })
    expect(examples).toContainEqual({ text: 'The toaster burns everything', topic: 'shipping', group: String(id) })
  })

  it('tells what Chatwoot answered where it refuses', async () => {
    const { url: baseUrl, accountId } = setting.chatwoot
    const deps = {
      http: keepAliveHttp(),
      pace: async () => undefined,
      backOff: async () => undefined,
      show: () => undefined,
    }
    const access = { baseUrl, accountId, token: 'EXAMPLErevokedtoken' }
    await expect(labelledHistory(access, { labels: [], pages: 1 }, deps)).rejects.toThrow('token_refused')
  })
})
