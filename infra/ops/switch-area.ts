import { REASON_CHARACTERS, SWITCHES, switchNamed } from '#domain/switches'
import { EVERY_ACCOUNT } from '#store/keys'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values, wantedText } from './area.ts'
import { accountFor, type Desk, openDesk } from './desk.ts'
import { instantText } from './policy-words.ts'

const USAGE = `  switch list [--account SLUG]             what is switched off, for this account and for all
  switch set --name NAME --off --reason TEXT [--account SLUG|--every-account]
                                           switches off, within 15 s: outage, act, act.<verb>, act.read, route, sla,
                                           escalate, presence, reconcile, canary or archive
  switch clear --name NAME [--account SLUG|--every-account]
                                           switches on again. What would have been done meanwhile is not made up for`

/** What Backdesk shall not do for now, of one account or of all. */
export const switchArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    'every-account': { type: 'boolean' },
    name: { type: 'string' },
    off: { type: 'boolean' },
    reason: { type: 'string' },
  },
  takes: {
    list: ['account'],
    set: ['account', 'every-account', 'name', 'off', 'reason'],
    clear: ['account', 'every-account', 'name'],
  },
  run: async ([command = ''], values) => {
    switch (command) {
      case 'list':
        return listed(values)
      case 'set':
        return set(values)
      case 'clear':
        return cleared(values)
      default:
        throw new UsageFault(`unknown command: switch ${command}`)
    }
  },
}

async function listed(values: Values): Promise<Answer> {
  const desk = await openDesk(values)
  const account = await accountFor(values, desk)
  const own = await desk.switches.list(account)
  const all = [...own, ...(await desk.switches.list(EVERY_ACCOUNT))]
  const lines = all.map((off) =>
    [off.account, off.name, 'off', instantText(off.atMs), `by ${off.by}`, off.reason].join('\t'),
  )
  return { text: lines.join('\n') || 'Nothing is switched off.', json: all }
}

async function set(values: Values): Promise<Answer> {
  const name = nameIn(values)
  if (!isSet(values, 'off')) throw new UsageFault('--off is missing: to switch on again there is switch clear')
  const reason = wantedText(values, '--reason TEXT').trim()
  if (reason === '' || reason.length > REASON_CHARACTERS)
    throw new UsageFault(`--reason must have 1 to ${REASON_CHARACTERS} characters`)
  const desk = await openDesk(values)
  const account = await accountOrEvery(values, desk)
  const off = { account, name, reason, by: desk.by, atMs: desk.now() }
  await desk.switches.switchOff(off)
  return { text: `Off: ${name} for ${inWords(account)}. Effective within 15 seconds.`, json: off }
}

async function cleared(values: Values): Promise<Answer> {
  const name = nameIn(values)
  const desk = await openDesk(values)
  const account = await accountOrEvery(values, desk)
  await desk.switches.switchOn(account, name)
  return { text: `On: ${name} for ${inWords(account)}. Effective within 15 seconds.`, json: { account, name } }
}

const inWords = (account: string): string => (account === EVERY_ACCOUNT ? 'every account' : account)

function nameIn(values: Values): string {
  const name = wantedText(values, '--name NAME')
  if (switchNamed(name) === undefined)
    throw new UsageFault(`--name must be one of ${SWITCHES.map((one) => one.name).join(', ')}`)
  return name
}

function accountOrEvery(values: Values, desk: Desk): Promise<string> | string {
  if (!isSet(values, 'every-account')) return accountFor(values, desk)
  if (givenText(values, 'account') !== undefined) throw new UsageFault('give either --account or --every-account')
  return EVERY_ACCOUNT
}
