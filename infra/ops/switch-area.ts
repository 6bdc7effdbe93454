import { REASON_CHARACTERS, SWITCHES, type Switch, switchNamed } from '#domain/switches'
import { EVERY_ACCOUNT } from '#store/keys'
import { switchOnAgain } from '#store/switch-commands'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values, wantedText } from './area.ts'
import { accountFor, type Desk, openDesk } from './desk.ts'
import { instantText } from './policy-words.ts'

const USAGE = `  switch list [--account SLUG]             what is switched off, for this account and for all
  switch names                             every switch: what it stops, what happens meanwhile, and afterwards
  switch set --name NAME --off --reason TEXT [--account SLUG|--every-account]
                                           switches off, within 15 s. "outage" is outage mode: what is done in Chatwoot
                                           waits, nobody is paged, and the time is recorded as an outage
  switch clear --name NAME [--account SLUG|--every-account] [--reason TEXT]
                                           switches on again, within 15 s
  switch history [--account SLUG|--every-account] [--limit N]
                                           who switched what, when and why, newest first (20)`

const HISTORY = 20

/** What Backdesk shall not do for now, of one account or of all. */
export const switchArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    'every-account': { type: 'boolean' },
    name: { type: 'string' },
    off: { type: 'boolean' },
    reason: { type: 'string' },
    limit: { type: 'string' },
  },
  takes: {
    list: ['account'],
    names: [],
    set: ['account', 'every-account', 'name', 'off', 'reason'],
    clear: ['account', 'every-account', 'name', 'reason'],
    history: ['account', 'every-account', 'limit'],
  },
  run: async ([command = ''], values) => {
    switch (command) {
      case 'list':
        return listed(values)
      case 'set':
        return set(values)
      case 'clear':
        return cleared(values)
      case 'names':
        return { text: SWITCHES.map(toldOf).join('\n\n'), json: SWITCHES }
      case 'history':
        return history(values)
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

const toldOf = ({ name, stops, meanwhile, afterwards }: Switch): string =>
  [name, `  stops       ${stops}`, `  meanwhile   ${meanwhile}`, `  afterwards  ${afterwards}`].join('\n')

async function set(values: Values): Promise<Answer> {
  const { name, meanwhile } = switchIn(values)
  if (!isSet(values, 'off')) throw new UsageFault('--off is missing: to switch on again there is switch clear')
  const reason = reasonIn(wantedText(values, '--reason TEXT'))
  const desk = await openDesk(values)
  const account = await accountOrEvery(values, desk)
  const off = await desk.switches.switchOff({ account, name, reason, by: desk.by, atMs: desk.now() })
  return { text: `Off: ${name} for ${inWords(account)}. Effective within 15 seconds.\n${meanwhile}`, json: off }
}

async function cleared(values: Values): Promise<Answer> {
  const { name, afterwards } = switchIn(values)
  const given = givenText(values, 'reason')
  const reason = given === undefined ? 'Switched on again' : reasonIn(given)
  const desk = await openDesk(values)
  const account = await accountOrEvery(values, desk)
  const was = await switchOnAgain({ account, name, reason, by: desk.by, atMs: desk.now() }, desk)
  if (was === undefined) return { text: `${name} was on for ${inWords(account)}.`, json: { account, name, was: null } }
  const since = `It was off since ${instantText(was.atMs)}, by ${was.by}: ${was.reason}`
  const lines = [`On: ${name} for ${inWords(account)}. Effective within 15 seconds.`, since, afterwards]
  return { text: lines.join('\n'), json: { account, name, was } }
}

async function history(values: Values): Promise<Answer> {
  const limit = givenText(values, 'limit') ?? String(HISTORY)
  if (!/^[1-9]\d{0,3}$/.test(limit)) throw new UsageFault('--limit must be a whole number from 1 to 9999')
  const desk = await openDesk(values)
  const turns = await desk.switches.history(await accountOrEvery(values, desk), Number(limit))
  const lines = turns.map(({ account, name, turned, atMs, by, reason }) =>
    [instantText(atMs), account, name, turned, `by ${by}`, reason].join('\t'),
  )
  return { text: lines.join('\n') || 'Nothing was ever switched.', json: turns }
}

function reasonIn(given: string): string {
  const reason = given.trim()
  if (reason === '' || reason.length > REASON_CHARACTERS)
    throw new UsageFault(`--reason must have 1 to ${REASON_CHARACTERS} characters`)
  return reason
}

const inWords = (account: string): string => (account === EVERY_ACCOUNT ? 'every account' : account)

function switchIn(values: Values): Switch {
  const found = switchNamed(wantedText(values, '--name NAME'))
  if (found !== undefined) return found
  throw new UsageFault(`--name must be one of ${SWITCHES.map(({ name }) => name).join(', ')}`)
}

function accountOrEvery(values: Values, desk: Desk): Promise<string> | string {
  if (!isSet(values, 'every-account')) return accountFor(values, desk)
  if (givenText(values, 'account') !== undefined) throw new UsageFault('give either --account or --every-account')
  return EVERY_ACCOUNT
}
