import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { describe, expect, test } from 'vitest'
import { ENVIRONMENT_NAMES, type EnvironmentConfig, environmentConfig } from '#infra/config'
import { checkWithNag } from '#infra/nag'
import type { Stacks } from '#infra/stacks'
import { validationSummary } from '#infra/validation-summary'
import { at, build, config, list } from './templates.ts'

type Finding = { readonly rule: unknown; readonly reason: unknown }
type Report = { readonly conclusion: unknown; readonly open: readonly Finding[]; readonly argued: readonly Finding[] }

/** What AwsSolutions said about both stacks, after `change` was made to them. */
function judged(
  of: EnvironmentConfig,
  change: (stacks: Stacks) => void = () => {},
): { report: Report; failed: boolean } {
  const { app, stacks } = build(of)
  checkWithNag(app, stacks)
  change(stacks)
  let failed = false
  try {
    app.synth()
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationFailed')) throw error
    failed = true
  }
  const written: unknown = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'))
  const nag = list(at(written, 'pluginReports')).find((report) => at(report, 'pluginName') === 'AwsSolutions')
  const findings = (key: string): Finding[] =>
    list(at(nag, key)).map((finding) => ({ rule: at(finding, 'ruleName'), reason: at(finding, 'reason') }))
  return {
    report: {
      conclusion: at(nag, 'conclusion'),
      open: findings('violations'),
      argued: findings('suppressedViolations'),
    },
    failed,
  }
}

describe('AwsSolutions', () => {
  const oidc = {
    kind: 'oidc',
    issuer: 'https://login.example.com/',
    audience: 'backdesk',
    clientId: 'backdesk',
    authorizeUrl: 'https://login.example.com/authorize',
    tokenUrl: 'https://login.example.com/token',
    logoutUrl: 'https://login.example.com/logout',
    rolesClaim: 'roles',
  } as const

  const known = environmentConfig('prod', {
    CDK_DEFAULT_ACCOUNT: '111111111111',
    CDK_DEFAULT_REGION: 'eu-west-1',
    BACKDESK_PROD_ALARM_EMAILS: 'lead@example.com',
    BACKDESK_PROD_PAGER_URLS: '{{resolve:secretsmanager:backdesk/prod/pager}}',
    BACKDESK_PROD_SLACK: 'T0000001/C0000001',
    BACKDESK_PROD_ALARM_KMS_KEY_ARN: 'arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555',
  })

  test.each([
    ...ENVIRONMENT_NAMES.map((name) => [name, config(name)] as const),
    ['prod with another issuer', config('prod', { auth: oidc })] as const,
    ['prod with X-Ray', config('prod', { tracing: true })] as const,
    ['prod with every way to be told, in a known account', known] as const,
  ])('%s has no finding that is not argued', (_name, of) => {
    const { report, failed } = judged(of)
    expect(report.open).toEqual([])
    expect([report.conclusion, failed]).toEqual(['success', false])
  })

  test('every argument is a sentence, and answers a finding that exists', () => {
    const { report } = judged(config('dev'))
    expect(report.argued.length).toBeGreaterThan(0)
    for (const { rule, reason } of report.argued) expect(String(reason), String(rule)).toMatch(/^[A-Z].{40,}\.$/)
    expect([...new Set(report.argued.map(({ rule }) => String(rule).replace(/\[.*/, '')))].sort()).toEqual(
      ['APIG4', 'COG2', 'COG8', 'DDB3', 'IAM5', 'S1', 'SMG4', 'SQS3'].map((rule) => `AwsSolutions-${rule}`),
    )
  })

  test('a synthesis says how many findings are argued', () => {
    const { app, stacks } = build(config('prod'))
    checkWithNag(app, stacks)
    app.synth()
    expect(validationSummary(app.outdir)).toEqual([
      expect.stringMatching(/^AwsSolutions: success, \d+ findings argued/),
    ])
  })

  test('a new queue without a dead-letter queue fails the synthesis', () => {
    const { report, failed } = judged(config('prod'), ({ app }) => new Queue(app, 'Careless'))
    expect(failed).toBe(true)
    expect(report.open.map(({ rule }) => rule)).toContain('AwsSolutions-SQS3')
  })

  test('a wider grant fails the synthesis', () => {
    const { report, failed } = judged(config('prod'), ({ app, data }) => {
      const role = app.node.findChild('IngestRole')
      if (!('addToPolicy' in role) || typeof role.addToPolicy !== 'function') throw new Error('IngestRole is no role')
      role.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: [data.bodies.arnForObjects('*')] }))
    })
    expect(failed).toBe(true)
    expect(report.open.map(({ rule }) => rule)).toContain('AwsSolutions-IAM5[Action::s3:*]')
  })
})
