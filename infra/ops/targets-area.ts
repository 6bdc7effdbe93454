import { SNSClient } from '@aws-sdk/client-sns'
import { jsonPoster } from '#messaging/https-json'
import { LINE_CHARACTERS, type Notice } from '#messaging/notice'
import { topicPublisher } from '#messaging/target-sns'
import { deliverTo } from '#messaging/targets'
import { sleep } from '#runtime/retry'
import { type Answer, type Area, givenText, UsageFault, type Values, wantedText } from './area.ts'
import { clientConfig, secretDocument } from './aws-access.ts'
import { onCallTopicArn } from './on-call-topic.ts'
import { fromStandardInput } from './standard-input.ts'
import { removeTarget, setTarget, type TargetsDocument, targetOrFault, targetSummaries } from './targets.ts'

const USAGE = `  targets list                             where notices can go: name, kind and host
  targets set --target NAME --kind slack|teams|pagerduty|sns [--events-url URL]
                                           reads the webhook's address, the routing key or the topic's ARN from
                                           standard input; --events-url is for PagerDuty outside the US. The name
                                           on-call takes the place of the deployment's own topic
  targets test --target NAME               sends a drill there and says what became of it; exit code 3 if refused
  targets notify --target NAME --text TEXT what people there shall know, e.g. support leads of a rollback; no customer's
                                           name or words; exit code 3 if refused
  targets remove --target NAME             notices for it go to the on-call topic within a minute`

/** Where notices can go: the targets document in Secrets Manager. */
export const targetsArea: Area = {
  usage: USAGE,
  options: {
    target: { type: 'string' },
    kind: { type: 'string' },
    'events-url': { type: 'string' },
    text: { type: 'string' },
  },
  takes: {
    list: [],
    set: ['target', 'kind', 'events-url'],
    test: ['target'],
    notify: ['target', 'text'],
    remove: ['target'],
  },
  run: async ([command = ''], values) => {
    const book = secretDocument<TargetsDocument>(values, 'targets')
    const document = await book.read()
    const name = (): string => wantedText(values, '--target NAME')
    const stored = async (changed: TargetsDocument): Promise<Answer> => {
      await book.write(changed)
      return { text: 'Done. Effective within a minute.', json: targetSummaries(changed) }
    }
    switch (command) {
      case 'list':
        return listed(document)
      case 'set': {
        const kind = wantedText(values, '--kind slack|teams|pagerduty|sns')
        const wanted = { name: name(), kind, eventsUrl: givenText(values, 'events-url') }
        return stored(setTarget(document, { ...wanted, secret: await fromStandardInput('the address or key') }))
      }
      case 'test':
        return tested(document, name(), values)
      case 'notify':
        return notified(document, name(), values)
      case 'remove':
        return stored(removeTarget(document, name()))
      default:
        throw new UsageFault(`unknown command: targets ${command}`)
    }
  },
}

function listed(document: TargetsDocument): Answer {
  const rows = targetSummaries(document)
  return { text: rows.map(({ name, kind, host }) => `${name}\t${kind}\t${host}`).join('\n'), json: rows }
}

async function tested(document: TargetsDocument, name: string, values: Values): Promise<Answer> {
  const outcome = await sent({ document, name, values }, drill(name, values.env))
  const json = { target: name, ...outcome }
  return outcome.kind === 'delivered'
    ? { text: `${name} took the drill. Look whether it arrived.`, json }
    : { text: `${name} refused the drill: ${outcome.detail}`, json, exitCode: 3 }
}

async function notified(document: TargetsDocument, name: string, values: Values): Promise<Answer> {
  const text = wantedText(values, '--text TEXT').trim()
  if (text === '' || text.length > LINE_CHARACTERS)
    throw new UsageFault(`--text must have 1 to ${LINE_CHARACTERS} characters`)
  const outcome = await sent({ document, name, values }, told(text, values.env))
  const json = { target: name, ...outcome }
  return outcome.kind === 'delivered'
    ? { text: `${name} took it.`, json }
    : { text: `${name} refused it: ${outcome.detail}. Tell them otherwise.`, json, exitCode: 3 }
}

type Way = { readonly document: TargetsDocument; readonly name: string; readonly values: Values }

/** Without the way round by the on-call topic: what is asked is whether this very target takes it. */
async function sent({ document, name, values }: Way, notice: Notice): ReturnType<typeof deliverTo> {
  const entry = targetOrFault(document, name)
  const sns = new SNSClient(clientConfig(values))
  const target = entry === 'topic' ? { kind: 'sns' as const, topicArn: await onCallTopicArn(sns, values.env) } : entry
  return deliverTo(target, notice, {
    post: jsonPoster({ now: Date.now, random: Math.random, wait: sleep }),
    publish: topicPublisher(sns),
  })
}

/** Each is a matter of its own: two of them are not taken for one by a pager. */
const told = (text: string, env: string): Notice => ({
  key: `operations:${env}:${Date.now()}`,
  action: 'trigger',
  severity: 'info',
  title: `Backdesk ${env}: ${text}`,
  lines: [],
  links: [],
  atMs: Date.now(),
})

/** Of the lowest severity: it shall be seen, and wake nobody. */
const drill = (name: string, env: string): Notice => ({
  key: `target-test:${env}:${name}`,
  action: 'trigger',
  severity: 'info',
  title: `Backdesk ${env}: test of the target ${name}`,
  lines: ['Sent by hand with `ops targets test`. Nothing has to be done.'],
  links: [],
  atMs: Date.now(),
  drill: true,
})
