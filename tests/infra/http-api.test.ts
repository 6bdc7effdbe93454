import { describe, expect, test } from 'vitest'
import { ROUTES_BEHIND_SIGN_IN, routeKeyOf } from '#infra/constructs/private-routes'
import { at, config, nameOf, readable, synthesize, target } from './templates.ts'

describe.each(['dev', 'prod'])('the HTTP API of %s', (environment) => {
  const stacks = synthesize(config(environment))
  const functions = stacks.ofType('AWS::Lambda::Function')

  test('everything is behind the authorizer but webhooks, the console page, the health word and the tile that has tokens of its own', () => {
    const open = stacks
      .ofType('AWS::ApiGatewayV2::Route')
      .filter(({ Properties }) => Properties.AuthorizationType !== 'JWT')
    expect(open.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([
      'ANY /webhooks/chatwoot/{accountKey}',
      'GET /',
      'GET /console/{proxy+}',
      'GET /embed/tile',
      'GET /embed/tile.json',
      'GET /health',
    ])
  })

  test('behind the authorizer is every private route by its method and path, and no other', () => {
    const closed = stacks
      .ofType('AWS::ApiGatewayV2::Route')
      .filter(({ Properties }) => Properties.AuthorizationType === 'JWT')
    expect(closed.map(({ Properties }) => Properties.RouteKey).sort()).toEqual(
      ROUTES_BEHIND_SIGN_IN.map(routeKeyOf).sort(),
    )
    for (const { id, Properties } of closed) expect(target(Properties.AuthorizerId), id).toBeDefined()
  })

  test('every route that writes has a throttle of its own, narrower than that of reading', () => {
    const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
    const writes = ROUTES_BEHIND_SIGN_IN.filter(({ method }) => method !== 'GET')
    const reading = Number(at(stage?.Properties, 'DefaultRouteSettings', 'ThrottlingRateLimit'))
    const routes = stacks.ofType('AWS::ApiGatewayV2::Route')
    expect(writes.length).toBeGreaterThan(0)
    for (const key of writes.map(routeKeyOf)) {
      const own = Number(at(stage?.Properties, 'RouteSettings', key, 'ThrottlingRateLimit'))
      expect(own, key).toBeGreaterThan(0)
      expect(own, key).toBeLessThan(reading)
      // settings of a route that is not there yet fail the deployment
      expect(stage?.DependsOn, key).toContain(routes.find(({ Properties }) => Properties.RouteKey === key)?.id)
    }
  })

  test("a function's policy has room for more routes: it says once that the API may call it", () => {
    for (const fn of functions) {
      const permissions = stacks
        .ofType('AWS::Lambda::Permission')
        .filter(({ Properties }) => target(Properties.FunctionName) === fn.id)
      expect(permissions.length, nameOf(fn)).toBeLessThanOrEqual(1)
    }
  })

  test('access logs name neither path, query, headers nor tokens', () => {
    const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
    const format = String(at(stage?.Properties, 'AccessLogSettings', 'Format'))
    expect(format).toContain('$context.requestId')
    expect(format).not.toMatch(/path|query|header|claims|authorization/i)
  })

  test('an access log line holds no text of a function or a caller: it would tell too much, and its quotes would end the JSON', () => {
    const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
    const format = String(at(stage?.Properties, 'AccessLogSettings', 'Format'))
    expect(format).not.toMatch(/\$context\.(integrationErrorMessage|integration\.error|error\.message)/)
  })

  test('metric filters use only what CloudWatch documents: texts of letters, signs of paths and *', () => {
    const filters = stacks.ofType('AWS::Logs::MetricFilter')
    expect(filters.length).toBeGreaterThan(0)
    for (const { id, Properties } of filters) {
      const texts = [...String(Properties.FilterPattern).matchAll(/"([^"]*)"/g)].map(([, text]) => text)
      expect(texts, id).toEqual(['ANY /webhooks/chatwoot/*'])
      // With a default value it could have no dimensions later on, and silence would cost a datapoint a minute.
      expect(at(Properties, 'MetricTransformations', 0, 'DefaultValue'), id).toBeUndefined()
    }
  })

  test('the access log can be enabled in an account with many, and after one that was kept from an earlier stack', () => {
    const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
    const group = stacks.byId(target(at(stage?.Properties, 'AccessLogSettings', 'DestinationArn')) ?? '')
    // Elsewhere each log group takes a line of the region's one policy for log deliveries, which is soon full.
    expect(readable(group.Properties.LogGroupName)).toMatch(/^\/aws\/vendedlogs\/backdesk-/)
    expect(JSON.stringify(group.Properties.LogGroupName)).toContain('AWS::StackId')
  })

  test('an access log line is JSON in which the metric filters find numbers', () => {
    const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
    const format = String(at(stage?.Properties, 'AccessLogSettings', 'Format'))
    const line: unknown = JSON.parse(format.replace('$context.status', '202').replace('$context.responseLatency', '17'))
    expect(line).toMatchObject({ status: 202, latencyMs: 17, route: '$context.routeKey' })
  })

  test('webhooks go to a published version of ingest: a deployment changes its code and settings at one instant', () => {
    const webhooks = stacks
      .ofType('AWS::ApiGatewayV2::Route')
      .find(({ Properties }) => String(Properties.RouteKey).startsWith('ANY /webhooks'))
    const integration = stacks.byId(/integrations\/<(\w+)>/.exec(readable(webhooks?.Properties.Target))?.[1] ?? '')
    const alias = stacks.byId(target(integration.Properties.IntegrationUri) ?? '')
    expect(alias.Type).toBe('AWS::Lambda::Alias')
    const version = stacks.byId(target(alias.Properties.FunctionVersion) ?? '')
    expect(version).toMatchObject({
      Type: 'AWS::Lambda::Version',
      Properties: { FunctionName: { Ref: expect.stringMatching(/^Ingest/) } },
    })
    const permitted = stacks.ofType('AWS::Lambda::Permission').map(({ Properties }) => target(Properties.FunctionName))
    expect(permitted).toContain(alias.id)
  })

  test('webhooks have a throttle of their own, wider than the console', () => {
    const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
    const own = at(stage?.Properties, 'RouteSettings', 'ANY /webhooks/chatwoot/{accountKey}', 'ThrottlingRateLimit')
    expect(Number(own)).toBeGreaterThan(Number(at(stage?.Properties, 'DefaultRouteSettings', 'ThrottlingRateLimit')))
  })
})
