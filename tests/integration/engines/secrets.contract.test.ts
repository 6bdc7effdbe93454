import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { refusal, type UnderTest, underTest } from './under-test.ts'

let test: UnderTest
let client: SecretsManagerClient
let Name: string
let arn: string | undefined

beforeAll(async () => {
  test = await underTest()
  client = new SecretsManagerClient(test.config)
})
beforeEach(async () => {
  Name = test.fresh('accounts')
  arn = (await client.send(new CreateSecretCommand({ Name, SecretString: '{"v":1}' }))).ARN
})
afterAll(() => test.stop())

const get = (input: Partial<GetSecretValueCommandInput>) =>
  client.send(new GetSecretValueCommand({ SecretId: Name, ...input }))
const put = (SecretString: string, ClientRequestToken?: string) =>
  client.send(
    new PutSecretValueCommand({ SecretId: Name, SecretString, ...(ClientRequestToken ? { ClientRequestToken } : {}) }),
  )

it('is found by name and by ARN, which ends in six more characters', async () => {
  expect(arn).toMatch(new RegExp(`:secret:${Name}-\\w{6}$`))
  expect((await get({})).SecretString).toBe('{"v":1}')
  expect((await get({ SecretId: arn ?? '' })).Name).toBe(Name)
})

it('keeps the previous value beside the current one', async () => {
  const second = await put('{"v":2}')
  expect(second.VersionStages).toEqual(['AWSCURRENT'])
  expect((await get({})).SecretString).toBe('{"v":2}')
  expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('{"v":1}')
  expect((await get({ VersionId: second.VersionId ?? '' })).SecretString).toBe('{"v":2}')
  const described = await client.send(new DescribeSecretCommand({ SecretId: Name }))
  expect(Object.values(described.VersionIdsToStages ?? {}).sort()).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']])
})

it('takes the same write twice once', async () => {
  const token = '3f0f34a4-0000-4000-8000-000000000001'
  await put('{"v":2}', token)
  await put('{"v":2}', token)
  expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('{"v":1}')
  expect(await refusal(put('{"v":3}', token))).toBe('ResourceExistsException')
})

it('refuses what does not exist, and what exists', async () => {
  expect(await refusal(get({ SecretId: `${Name}-none` }))).toBe('ResourceNotFoundException')
  expect(await refusal(get({ VersionStage: 'AWSPREVIOUS' }))).toBe('ResourceNotFoundException')
  expect(await refusal(client.send(new CreateSecretCommand({ Name, SecretString: 'x' })))).toBe(
    'ResourceExistsException',
  )
})
