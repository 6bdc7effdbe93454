import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { at, config, functionsWith, statements, synthesize } from './templates.ts'

describe.each(['dev', 'prod'])('the Chatwoot token of %s', (environment) => {
  const stacks = synthesize(config(environment))
  const secret = stacks
    .ofType('AWS::SecretsManager::Secret')
    .find(({ Properties }) => Properties.Name === `backdesk/${environment}/chatwoot`)
  const grants = statements(stacks).filter(({ effect }) => effect === 'Allow')
  const ofSecrets = grants.filter(({ actions }) => actions.some((action) => action.startsWith('secretsmanager:')))
  const pointsAtIt = (text: string): boolean => secret !== undefined && text.includes(secret.id)
  const onToken = ofSecrets.filter(({ resources }) => resources.some(pointsAtIt))

  test('is in a secret of its own that starts empty, so that a deployment leaves it alone', () => {
    expect(secret?.Properties.SecretString).toBe('{}')
  })

  test('is read by act alone, and written by no function', () => {
    expect(onToken.flatMap(({ on }) => functionsWith(stacks, on))).toEqual(['act'])
    expect(onToken.flatMap(({ actions }) => actions)).toEqual(['secretsmanager:GetSecretValue'])
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
