/**
 * Takes the pictures of the console that the README shows: starts the runner, signs in as a lead, waits until the
 * story is under way, and writes docs/images. Needs Chromium (or its address in CHROMIUM), hence no part of the tests.
 *
 *   node --import tsx tests/support/take-screenshots.ts [name ...]
 *   SPEED=1 node --import tsx tests/support/take-screenshots.ts console-intake     # lags as they are
 */
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { buryLetters } from './bury-letters.ts'
import { type RunningStack, startStack } from './local-stack.ts'
import { plantLearning } from './plant-learning.ts'

const FOLDER = 'docs/images'
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Clocks run out and escalations climb while one waits; much faster, and lags would look as if something were wrong. */
const SPEED = process.env.SPEED ?? '4'

type Picture = {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
  /** Where in the console; a link as it stands in a page or a note. */
  readonly link: string
  /** Who looks; a lead where nobody is named. */
  readonly as?: 'Admin'
  /** Rows that are waited for; 0 where there are none. */
  readonly rows: number
  /** Selectors of which at least one must be seen. */
  readonly seen: readonly string[]
  /** What is done before the picture is taken. */
  readonly act?: (page: Page, stack: RunningStack) => Promise<void>
}

const DESK = { width: 1280, height: 800, colorScheme: 'light' } as const
const PHONE = { width: 390, height: 844, colorScheme: 'dark' } as const
const PATIENCE_MS = 180_000
const patience = { state: 'attached', timeout: PATIENCE_MS } as const

/** A desk that shows what it is for: enough to do, some of it late, some of it answered, and all of it up to date. */
const ALIVE_ROWS = 18
const OPERATORS = 8
const ALIVE = [
  '.row.is-over',
  '.row.is-risk, .row.is-fine',
  '.cell-with .with-name',
  '.label',
  '.tile-state.is-ok',
  '.live.is-live',
]

/** In the list of those that are active, not among those that ended. */
const CLIMBING = '.alarm-list > .escalations > .is-climbing'

const PICTURES: readonly Picture[] = [
  { name: 'console-queue', ...DESK, link: '', rows: ALIVE_ROWS, seen: [...ALIVE, '.alarm.is-call', '.flag'] },
  { name: 'console-phone', ...PHONE, link: '', rows: ALIVE_ROWS, seen: ALIVE },
  {
    name: 'console-escalations',
    ...DESK,
    link: '?escalations=',
    rows: ALIVE_ROWS,
    seen: [...ALIVE, `${CLIMBING} ~ .is-climbing`],
    // somebody has one of them, nobody the other
    act: async (page) => {
      await page.locator(CLIMBING).last().getByRole('button', { name: 'Take it' }).click()
      await page.locator('.escalation.is-taken').first().waitFor(patience)
      await page.mouse.move(0, 0)
      await page.locator('.page').evaluate((whole) => whole.scrollIntoView())
    },
  },
  { name: 'console-clocks', ...DESK, link: '', rows: ALIVE_ROWS, seen: ALIVE, act: openClocks },
  {
    name: 'console-team',
    ...DESK,
    link: '?page=team',
    rows: OPERATORS,
    seen: ['.presence.is-available'],
    act: sendAway,
  },
  { name: 'console-routing', ...DESK, link: '', rows: ALIVE_ROWS, seen: ALIVE, act: openReceipts },
  {
    name: 'console-intake',
    ...DESK,
    link: '#/operations/intake',
    rows: 0,
    seen: ['.live.is-live', '.intake .clock-state.is-good'],
    // enough came that the figures mean something, and Chatwoot has been asked
    act: async (page) => {
      await page.locator('.figures tfoot td').first().filter({ hasText: /\d{3}/ }).waitFor(patience)
      await page.locator('.intake-facts').filter({ hasNotText: 'never' }).waitFor(patience)
    },
  },
  {
    name: 'console-switches',
    ...DESK,
    height: 960,
    link: '#/operations/switches',
    rows: 0,
    seen: ['.live.is-live', '.switch'],
    // what outage mode would mean is read before it is switched on
    act: async (page) => {
      await page.getByRole('button', { name: 'Switch Outage mode' }).click()
      await page.locator('.switch-asking').waitFor(patience)
    },
  },
  {
    name: 'console-approvals',
    ...DESK,
    height: 1120,
    link: '#/approvals',
    rows: 0,
    seen: ['.live.is-live', '.approval-row'],
    act: editDraft,
  },
  {
    name: 'console-knowledge',
    ...DESK,
    height: 1240,
    link: '#/knowledge',
    rows: 0,
    seen: ['.live.is-live'],
    act: async (page, stack) => {
      await plantLearning(stack)
      await page.locator('.proposal-row').filter({ hasText: 'Change an article' }).click(patience)
      await page.getByRole('button', { name: 'Approve the change' }).waitFor(patience)
      // what was planted has kept the machine busy: not a picture of that
      await page.locator('.live.is-live').waitFor(patience)
      await page.mouse.move(0, 0)
    },
  },
  {
    name: 'console-figures',
    ...DESK,
    height: 1120,
    link: '#/figures',
    rows: 0,
    seen: ['.live.is-live', '.heat'],
    // the shop's past is counted some time after the desk has come up
    act: waitForPast,
  },
  {
    name: 'console-operators',
    ...DESK,
    height: 1120,
    link: '#/figures/operators',
    rows: 0,
    seen: ['.live.is-live', '.standing-row'],
  },
  {
    name: 'console-quality',
    ...DESK,
    link: '#/figures/quality',
    rows: 0,
    seen: ['.live.is-live', '.quality-interval'],
  },
  {
    name: 'console-report',
    ...DESK,
    height: 1400,
    link: '#/figures/reports',
    rows: 0,
    seen: ['.live.is-live', '.report-week'],
    act: openReport,
  },
  { name: 'console-figures-phone', ...PHONE, link: '#/figures', rows: 0, seen: ['.live.is-live', '.heat'] },
  {
    name: 'console-letters',
    ...DESK,
    height: 1120,
    link: '#/operations/dead-letters',
    as: 'Admin',
    rows: 0,
    seen: ['.live.is-live', '.letters'],
    act: tryLettersOut,
  },
]

/** Something in the draft for the customer whose poles are missing is said better, and it is graded. */
async function editDraft(page: Page): Promise<void> {
  await page.locator('.approval-row').filter({ hasText: 'poles' }).click(patience)
  const field = page.locator('.approval-field')
  await field.fill(
    (await field.inputValue()).replace('where it is easy not to find them', 'where they are easily missed'),
  )
  await page.getByRole('button', { name: 'Save the text' }).click()
  await page.getByRole('button', { name: 'Save the text' }).waitFor({ ...patience, state: 'detached' })
  for (const of of ['Tone', 'Accuracy', 'Policy'])
    await page.getByRole('group', { name: of }).locator('.grade-choice').nth(4).click()
  await page.mouse.move(0, 0)
}

/** Every figure that has a bar has data. */
async function waitForPast(page: Page): Promise<void> {
  await page.locator('.meter-fill').nth(2).waitFor(patience)
  await page.mouse.move(0, 0)
}

/** The newest week, whose numbers are worked out again. */
async function openReport(page: Page): Promise<void> {
  await page.locator('.report-week').first().click()
  await page.getByRole('button', { name: 'Work the numbers out again' }).click(patience)
  await page.locator('.report-found').waitFor(patience)
  await page.mouse.move(0, 0)
}

/** Webhooks that a release could not read, and one that failed five times over: what would become of them now is asked. */
async function tryLettersOut(page: Page, stack: RunningStack): Promise<void> {
  await buryLetters(stack)
  await page.getByRole('button', { name: 'Look again' }).click()
  await page.getByRole('button', { name: 'Open inbound' }).click()
  await page.locator('.letter').nth(3).waitFor(patience)
  await page.getByRole('button', { name: 'Try out' }).click()
  await page.locator('.letter-effect').first().waitFor(patience)
  await page.mouse.move(0, 0)
}

/** A conversation whose first clock has a story: the first in the list that has been in several hands. */
async function openClocks(page: Page): Promise<void> {
  const rows = page.locator('a.row-link')
  for (let n = 0; n < (await rows.count()); n += 1) {
    await rows.nth(n).click()
    await page.locator('.clocks .fold').waitFor(patience)
    const fold = page.locator('.clocks .fold[aria-expanded="false"]')
    if ((await fold.count()) > 0) await fold.click()
    await page.locator('.stretches').first().waitFor(patience)
    if ((await page.locator('.clock').first().locator('.piece').count()) > 2) break
  }
  await page.locator('.stretches summary').first().click()
  await page.locator('.clocks').evaluate((section) => section.scrollIntoView())
}

/** Of those whose customers wait, one goes home and one is busy. */
async function sendAway(page: Page, stack: RunningStack): Promise<void> {
  const links = page.locator('.operators .row-link')
  await setAvailability(stack, await links.nth(0).getAttribute('href'), 'offline')
  await setAvailability(stack, await links.nth(1).getAttribute('href'), 'busy')
  await page.getByRole('button', { name: 'Ask Chatwoot now' }).click()
  await page.locator('.operators .row.is-over').waitFor(patience)
  await page.locator('.operators .row.is-risk').waitFor(patience)
  await page.locator('.team').click({ position: { x: 0, y: 0 } })
}

/** @throws Error when the stand-in does not take it. */
async function setAvailability({ engineUrl, chatwootUrl }: RunningStack, link: string | null, availability: string) {
  const id = new URLSearchParams(link?.slice(1)).get('operator')
  const { token } = (await (await fetch(`${engineUrl}/_backdesk/chatwoot`)).json()) as { token: string }
  const response = await fetch(`${chatwootUrl}/api/v1/accounts/1/agents/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', api_access_token: token },
    body: JSON.stringify({ availability }),
  })
  if (!response.ok) throw new Error(`operator ${id} was not set ${availability}: ${response.status}`)
}

/** A conversation that was given to one of several: the first in the list whose receipt has somebody chosen, and others not. */
async function openReceipts(page: Page): Promise<void> {
  const rows = page.locator('a.row-link')
  for (let n = 0; n < (await rows.count()); n += 1) {
    await rows.nth(n).click()
    await page.locator('.routed .clock-state').waitFor(patience)
    await page.locator('.routed .fold').click()
    const table = page.locator('.considered').first()
    if ((await table.locator('.is-chosen').count()) > 0 && (await table.locator('.is-unfit').count()) > 1) break
    await page.getByRole('button', { name: 'Close' }).click()
  }
  await page.locator('.routed').evaluate((section) => section.scrollIntoView())
}

async function signIn(page: Page, address: string, role = 'Lead'): Promise<void> {
  await page.goto(address)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('radio', { name: role }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** @throws playwright's TimeoutError when the desk stays dull. */
async function waitUntilAlive(page: Page, { rows, seen }: Picture): Promise<void> {
  if (rows > 0)
    await page
      .locator('.row')
      .nth(rows - 1)
      .waitFor(patience)
  for (const selector of seen) await page.locator(selector).first().waitFor(patience)
}

async function take(browser: Browser, stack: RunningStack, picture: Picture): Promise<void> {
  const { name, width, height, colorScheme, link, act } = picture
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  })
  const page = await context.newPage()
  await signIn(page, `${stack.consoleUrl}${link}`, picture.as)
  await waitUntilAlive(page, picture)
  await act?.(page, stack)
  const path = `${FOLDER}/${name}.png`
  await page.screenshot({ path })
  await context.close()
  process.stdout.write(`${path}\n`)
}

async function takeAll(stack: RunningStack): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS })
  try {
    for (const picture of PICTURES)
      if (wanted.length === 0 || wanted.includes(picture.name)) await take(browser, stack, picture)
  } finally {
    await browser.close()
  }
}

const wanted = process.argv.slice(2)
mkdirSync(FOLDER, { recursive: true })
const stack = await startStack('--speed', SPEED)
try {
  await takeAll(stack)
} finally {
  await stack.stop()
}
