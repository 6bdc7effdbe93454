import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BEGIN_WITHIN_MS, TRY_MS } from '#functions/act/perform-actions'
import { at, calledBy, config, functionsWith, nameOf, statements, synthesize } from './templates.ts'

describe.each(['dev', 'prod'])('the Chatwoot token of %s', (environment) => {
  const stacks = synthesize(config(environment))
  const secret = stacks
    .ofType('AWS::SecretsManager::Secret')
    .find(({ Properties }) => Properties.Name === `backdesk/${environment}/chatwoot`)
  const grants = statements(stacks).filter(({ effect }) => effect === 'Allow')
  const ofSecrets = grants.filter(({ actions }) => actions.some((action) => action.startsWith('secretsmanager:')))
  const pointsAtIt = (text: string): boolean => secret !== undefined && text.includes(secret.id)
  /** By its id, or by a pattern that its name or any secret's would match. */
  const mayMeanIt = (resource: string): boolean => pointsAtIt(resource) || resource.includes('*')
  const mayRead = (action: string): boolean =>
    new RegExp(`^${action.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test('secretsmanager:GetSecretValue') ||
    /^secretsmanager:(BatchGetSecretValue|PutResourcePolicy)$/i.test(action)
  const onToken = grants.filter(({ actions, resources }) => actions.some(mayRead) && resources.some(mayMeanIt))

  test('is in a secret of its own that starts empty, so that a deployment leaves it alone', () => {
    expect(secret?.Properties.SecretString).toBe('{}')
  })

  test('is read by act alone, and written by no function', () => {
    expect(onToken.flatMap(({ on }) => functionsWith(stacks, on))).toEqual(['act'])
    expect(onToken.flatMap(({ actions }) => actions)).toEqual(['secretsmanager:GetSecretValue'])
  })

  test('is opened by no other way: no policy of its own, no managed policy, and no role that may become that of act', () => {
    const policies = stacks.ofType('AWS::SecretsManager::ResourcePolicy')
    expect(policies.filter(({ Properties }) => pointsAtIt(JSON.stringify(Properties)))).toEqual([])
    const roles = stacks.ofType('AWS::IAM::Role')
    expect(roles.filter(({ Properties }) => Properties.ManagedPolicyArns !== undefined)).toEqual([])
    expect(
      grants.filter(({ on }) => stacks.byId(on).Type !== 'AWS::IAM::Role').flatMap(({ actions }) => actions),
    ).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^(\*|sts:.*|iam:.*|secretsmanager:(\*|Put.*|Update.*))$/)]),
    )
  })

  test('is the only secret that act may read', () => {
    const ofAct = ofSecrets.filter(({ on }) => functionsWith(stacks, on).includes('act'))
    expect(ofAct.flatMap(({ resources }) => resources)).toHaveLength(1)
    expect(ofAct).toEqual(onToken)
  })

  test('is named to act alone', () => {
    const named = stacks
      .ofType('AWS::Lambda::Function')
      .filter(({ Properties }) => pointsAtIt(JSON.stringify(at(Properties, 'Environment') ?? {})))
    expect(named.map(({ Properties }) => Properties.FunctionName)).toEqual([`backdesk-${environment}-act`])
  })
})

describe('the function that holds the token', () => {
  const wanted = config('prod')
  const stacks = synthesize(wanted)
  const act = stacks.ofType('AWS::Lambda::Function').find((one) => nameOf(one) === 'act')

  test('asks Chatwoot no more a minute than it is meant to, all its instances together', () => {
    const sources = stacks
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ Properties }) => nameOf(calledBy(stacks, Properties.FunctionName)) === 'act')
    const instances = sources.map(({ Properties }) => Number(at(Properties, 'ScalingConfig', 'MaximumConcurrency')))
    const share = Number(at(act?.Properties, 'Environment', 'Variables', 'CHATWOOT_REQUESTS_PER_MINUTE'))
    expect(instances).toHaveLength(1)
    expect((instances[0] ?? 0) * share).toBe(wanted.chatwootRequestsPerMinute)
    // Half of what Chatwoot gives an address (CONTRACT (c), "Rate limits"): people work from addresses too.
    expect(wanted.chatwootRequestsPerMinute).toBeLessThanOrEqual(1_500)
  })

  test('ends each try, and puts its message back, before it is stopped: else its conversation waits for minutes', () => {
    expect(BEGIN_WITHIN_MS + TRY_MS).toBeLessThanOrEqual(Number(act?.Properties.Timeout) * 1_000 - 10_000)
  })
})

describe('the Chatwoot client', () => {
  const handlers = readdirSync('functions', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join('functions', name), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => ({ name, source: readFileSync(join('functions', name, file), 'utf8') })),
    )

  test('is used by act alone', () => {
    const users = handlers.filter(({ source }) =>
      /#chatwoot\/(client|directory-client|calls|message-calls|http-call|access)'/.test(source),
    )
    expect([...new Set(users.map(({ name }) => name))]).toEqual(['act'])
  })
})
