import { describe, expect, it } from 'vitest'
import { UsageFault } from '#infra/ops/area'
import { removeTarget, setTarget, targetOrFault, targetSummaries } from '#infra/ops/targets'

const url = 'https://hooks.slack.com/services/example'
const routingKey = 'k'.repeat(32)
const wanted = { name: 'leads', kind: 'slack', secret: url, eventsUrl: undefined }
const document = setTarget({}, wanted)

describe('targets', () => {
  it('are kept as the functions read them', () => {
    const eu = 'https://events.eu.pagerduty.com/v2/enqueue'
    expect(document).toEqual({ leads: { kind: 'slack', url } })
    expect(setTarget({}, { ...wanted, kind: 'teams' })).toEqual({ leads: { kind: 'teams', url } })
    expect(setTarget({}, { ...wanted, kind: 'pagerduty', secret: routingKey })).toEqual({
      leads: { kind: 'pagerduty', routingKey },
    })
    expect(setTarget({}, { ...wanted, kind: 'pagerduty', secret: routingKey, eventsUrl: eu })).toEqual({
      leads: { kind: 'pagerduty', routingKey, url: eu },
    })
    const topicArn = 'arn:aws:sns:eu-west-1:000000000000:leads'
    expect(setTarget({}, { ...wanted, kind: 'sns', secret: topicArn })).toEqual({ leads: { kind: 'sns', topicArn } })
  })

  it('take the place of one of the same name', () => {
    const other = `${url}-two`
    expect(setTarget(document, { ...wanted, secret: other })).toEqual({ leads: { kind: 'slack', url: other } })
  })

  it('are shown by name, kind and host alone', () => {
    const more = { pager: { kind: 'pagerduty', routingKey }, odd: { kind: 'fax' } }
    const topic = { 'on-call': { kind: 'sns', topicArn: 'arn:aws:sns:eu-west-1:000000000000:leads' } }
    expect(targetSummaries({ ...document, ...more, ...topic })).toEqual([
      { name: 'leads', kind: 'slack', host: 'hooks.slack.com' },
      { name: 'pager', kind: 'pagerduty', host: 'events.pagerduty.com' },
      { name: 'odd', kind: 'ill-formed', host: '-' },
      { name: 'on-call', kind: 'sns', host: 'sns.eu-west-1.amazonaws.com' },
    ])
  })

  it('include the on-call topic until something else bears its name', () => {
    expect(targetSummaries({})).toEqual([{ name: 'on-call', kind: 'sns', host: "the deployment's on-call topic" }])
    expect(targetOrFault({}, 'on-call')).toBe('topic')
    expect(targetOrFault({ 'on-call': document.leads }, 'on-call')).toEqual({ kind: 'slack', url })
  })

  it('are forgotten when removed', () => {
    expect(removeTarget(document, 'leads')).toEqual({})
  })

  it.each([
    ['a name with capitals', () => setTarget({}, { ...wanted, name: 'Leads' })],
    ['a kind nobody knows', () => setTarget({}, { ...wanted, kind: 'fax' })],
    ['a blank address', () => setTarget({}, { ...wanted, secret: '' })],
    ['an address without TLS', () => setTarget({}, { ...wanted, secret: 'http://hooks.example.com' })],
    ['a routing key of another length', () => setTarget({}, { ...wanted, kind: 'pagerduty', secret: 'short' })],
    ['an address among the options', () => setTarget({}, { ...wanted, eventsUrl: url })],
    ['removing one nobody set', () => removeTarget(document, 'pager')],
    ['testing one nobody set', () => targetOrFault(document, 'pager')],
    ['testing an ill-formed one', () => targetOrFault({ pager: { kind: 'fax' } }, 'pager')],
    ['what objects inherit', () => removeTarget(document, 'constructor')],
  ])('refuse %s with a sentence that quotes nothing secret', (_name, act) => {
    expect(act).toThrow(UsageFault)
    expect(act).not.toThrow(/services|http:/)
  })
})
