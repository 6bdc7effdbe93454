import { describe, expect, test } from 'vitest'
import { releasedAt } from '#infra/config'
import { GRADUAL } from '#infra/constructs/gradual-release'
import { RELEASE_METRICS } from '#runtime/metric-names'
import { alarmParts, at, calledBy, config, list, nameOf, readable, synthesize, target } from './templates.ts'

describe.each(['dev', 'staging', 'prod'])('releases in %s', (environment) => {
  const stacks = synthesize(config(environment))
  const groups = stacks.ofType('AWS::CodeDeploy::DeploymentGroup')
  const groupOf = (name: string) => groups.find(({ id }) => id.startsWith(`Release${name}`))
  const alarmOf = (name: string) =>
    stacks.ofType('AWS::CloudWatch::Alarm').find((alarm) => alarmParts(alarm).heading === `release-${name}`)

  test('what can do irreparable harm is released by CodeDeploy, each by a group of its own', () => {
    expect([...GRADUAL]).toEqual(['ingest', 'process', 'act'])
    expect(groups).toHaveLength(GRADUAL.length)
    const pace = environment === 'dev' ? 'LambdaAllAtOnce' : 'LambdaCanary10Percent5Minutes'
    for (const { id, Properties } of groups)
      expect(readable(Properties.DeploymentConfigName), id).toBe(`CodeDeployDefault.${pace}`)
  })

  test.each(GRADUAL)('%s is called by its alias, which only a release moves', (name) => {
    const fn = stacks.ofType('AWS::Lambda::Function').find((one) => nameOf(one) === name)
    const alias = stacks
      .ofType('AWS::Lambda::Alias')
      .find(({ Properties }) => target(Properties.FunctionName) === fn?.id)
    expect(alias?.Properties.Name).toBe('published')
    expect(alias?.UpdatePolicy).toMatchObject({
      CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: groupOf(name)?.id } },
    })
    const callers = stacks.resources.flatMap(({ Type, Properties }) =>
      Type === 'AWS::Lambda::EventSourceMapping'
        ? [Properties.FunctionName]
        : Type === 'AWS::ApiGatewayV2::Integration'
          ? [Properties.IntegrationUri]
          : [],
    )
    const mine = callers.filter((called) => calledBy(stacks, called).id === fn?.id)
    expect(mine.length).toBeGreaterThan(0)
    for (const called of mine) expect(JSON.stringify(called)).toContain(`"${alias?.id}"`)
  })

  test.each(GRADUAL)(
    '%s goes back when its alarm rings, when it fails, when it is stopped, and when no alarm can be asked',
    (name) => {
      expect(groupOf(name)?.Properties).toMatchObject({
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
        AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: alarmOf(name)?.id } }] },
      })
      expect(at(groupOf(name)?.Properties, 'AlarmConfiguration', 'IgnorePollAlarmFailure')).not.toBe(true)
    },
  )

  test.each(GRADUAL)(
    '%s is judged by its new version alone: a broken old one never refuses the release that mends it',
    (name) => {
      const metrics = list(alarmOf(name)?.Properties.Metrics).flatMap((query) => {
        const metric = at(query, 'MetricStat', 'Metric')
        return metric === undefined ? [] : [metric]
      })
      expect(metrics.map((metric) => String(at(metric, 'MetricName'))).sort()).toEqual(
        ['Errors', ...Object.keys(RELEASE_METRICS[name])].sort(),
      )
      for (const metric of metrics) {
        const version = list(at(metric, 'Dimensions')).find((one) => at(one, 'Name') === 'ExecutedVersion')
        expect(stacks.byId(target(at(version, 'Value')) ?? '').Type).toBe('AWS::Lambda::Version')
      }
    },
  )

  test.each(GRADUAL)(
    'the alarm of %s moves within the minutes of a canary, and silence is calm: a first deployment rings nothing',
    (name) => {
      expect(alarmOf(name)?.Properties).toMatchObject({
        TreatMissingData: 'notBreaching',
        DatapointsToAlarm: 1,
        EvaluationPeriods: 5,
        ComparisonOperator: 'GreaterThanThreshold',
      })
      for (const query of list(alarmOf(name)?.Properties.Metrics))
        expect(at(query, 'MetricStat', 'Period') ?? 60).toBe(60)
    },
  )

  test('a version stays when the next one takes its place: there is something to go back to', () => {
    const versions = stacks.ofType('AWS::Lambda::Version')
    expect(versions).toHaveLength(GRADUAL.length)
    for (const { id, DeletionPolicy } of versions) expect(DeletionPolicy, id).toBe('RetainExceptOnCreate')
  })

  test('CodeDeploy may move these aliases and read alarms, for this account, and no more', () => {
    const [role] = stacks.ofType('AWS::IAM::Role').filter(({ id }) => id.startsWith('ReleaseRole'))
    expect(at(role?.Properties, 'AssumeRolePolicyDocument', 'Statement')).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'codedeploy.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ])
    const [policy] = stacks
      .ofType('AWS::IAM::Policy')
      .filter(({ Properties }) => list(Properties.Roles).some((one) => target(one) === role?.id))
    const granted = list(at(policy?.Properties, 'PolicyDocument', 'Statement'))
    expect(granted.map((one) => at(one, 'Action'))).toEqual([
      ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
      'cloudwatch:DescribeAlarms',
    ])
    const functions = list(at(granted[0], 'Resource')).map((one) => readable(one).replace(/[0-9A-F]{8}>/, '>'))
    expect(functions.sort()).toEqual(
      ['<Ingest>', '<InboundFunction>', '<ClockworkActionsFunction>']
        .flatMap((arn) => [arn, `${arn}:published`])
        .sort(),
    )
  })
})

test('one deployment may move all calls at once, and a pace that is none is refused', () => {
  expect(releasedAt('at-once', config('prod')).release).toBe('at-once')
  expect(releasedAt(undefined, config('prod')).release).toBe('canary')
  expect(() => releasedAt('slowly', config('prod'))).toThrow("Unknown pace 'slowly'. Use -c release=<canary|at-once>.")
})
