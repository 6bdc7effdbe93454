import { describe, expect, it } from 'vitest'
import { parseTargets, readTarget } from '#messaging/target-config'

const routingKey = 'k'.repeat(32)

describe('a target', () => {
  it.each([
    { kind: 'pagerduty', routingKey },
    { kind: 'pagerduty', routingKey, url: 'https://events.eu.pagerduty.com/v2/enqueue' },
    { kind: 'slack', url: 'https://hooks.slack.com/services/example' },
    { kind: 'teams', url: 'http://127.0.0.1:8080/workflow' },
    { kind: 'sns', topicArn: 'arn:aws:sns:eu-west-1:000000000000:leads' },
  ])('is taken as it is written: $kind', (config) => {
    expect(readTarget({ ...config, note: 'not ours' })).toEqual(config)
  })

  it.each([
    ['no object', 'slack', 'must be an object'],
    ['a kind nobody knows', { kind: 'fax' }, 'kind must be one of pagerduty, slack, teams, sns'],
    ['a routing key of another length', { kind: 'pagerduty', routingKey: 'short' }, 'routingKey must be the 32'],
    ['an Events API without TLS', { kind: 'pagerduty', routingKey, url: 'http://x.example.com' }, 'url must be'],
    ['no address', { kind: 'slack' }, 'url must be an https:// address'],
    ['an address without TLS', { kind: 'slack', url: 'http://hooks.example.com/secret' }, 'url must be an https://'],
    ['an address that is none', { kind: 'teams', url: 'hooks.example.com/secret' }, 'url must be an https://'],
    ['another scheme', { kind: 'teams', url: 'file:///etc/passwd' }, 'url must be an https://'],
    ['a host that only begins like this machine', { kind: 'slack', url: 'http://localhost.example.com' }, 'url must'],
    ['a FIFO topic', { kind: 'sns', topicArn: 'arn:aws:sns:eu-west-1:000000000000:a.fifo' }, 'topicArn must be'],
    ['the ARN of something else', { kind: 'sns', topicArn: 'arn:aws:sqs:eu-west-1:000000000000:a' }, 'topicArn must'],
  ])('is refused for %s', (_why, value, problem) => {
    expect(readTarget(value)).toMatch(problem)
  })
})

describe('the targets secret', () => {
  it('loses no target to an ill-formed neighbour', () => {
    const { targets, problems } = parseTargets(
      JSON.stringify({
        leads: { kind: 'slack', url: 'https://hooks.example.com/a' },
        pager: { kind: 'pagerduty', routingKey: 'not-a-key' },
        'Not A Name': { kind: 'slack', url: 'https://hooks.example.com/b' },
      }),
    )
    expect([...(targets ?? [])]).toEqual([
      ['leads', { kind: 'slack', url: 'https://hooks.example.com/a' }],
      ['pager', 'ill-formed'],
    ])
    expect(problems).toEqual([
      expect.stringMatching(/^entry pager: routingKey must be/),
      expect.stringMatching(/^entry 3: its name must match/),
    ])
  })

  it.each(['', 'secret-text', '[]', 'null'])('is reported, and never quoted, when it is no JSON object: %j', (text) => {
    expect(parseTargets(text)).toEqual({
      targets: undefined,
      problems: ['the targets secret is not a JSON object'],
    })
  })
})
