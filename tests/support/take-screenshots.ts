/**
 * Takes the pictures of the console that the README shows: starts the runner, signs in as a lead, waits until the
 * story is under way, and writes docs/images. Needs Chromium (or its address in CHROMIUM), hence no part of the tests.
 *
 *   node --import tsx tests/support/take-screenshots.ts
 */
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startStack } from './local-stack.ts'

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
const SPEED = '4'

type Picture = {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
  /** Where in the console; a link as it stands in a page or a note. */
  readonly link: string
  /** Selectors of which at least one must be seen. */
  readonly seen: readonly string[]
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>
}

const DESK = { width: 1280, height: 800, colorScheme: 'light' } as const
const PHONE = { width: 390, height: 844, colorScheme: 'dark' } as const
const PATIENCE_MS = 180_000
const patience = { state: 'attached', timeout: PATIENCE_MS } as const

/** A desk that shows what it is for: enough to do, some of it late, some of it answered, and all of it up to date. */
const ALIVE_ROWS = 18
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
  { name: 'console-queue', ...DESK, link: '', seen: [...ALIVE, '.alarm.is-call', '.flag'] },
  { name: 'console-phone', ...PHONE, link: '', seen: ALIVE },
  {
    name: 'console-escalations',
    ...DESK,
    link: '?escalations=',
    seen: [...ALIVE, `${CLIMBING} ~ .is-climbing`],
    // somebody has one of them, nobody the other
    act: async (page) => {
      await page.locator(CLIMBING).last().getByRole('button', { name: 'Take it' }).click()
      await page.locator('.escalation.is-taken').first().waitFor(patience)
      await page.mouse.move(0, 0)
      await page.locator('.page').evaluate((whole) => whole.scrollIntoView())
    },
  },
  { name: 'console-clocks', ...DESK, link: '', seen: ALIVE, act: openClocks },
]

/** A conversation whose first clock has a story: the first in the list that has been in several hands. */
async function openClocks(page: Page): Promise<void> {
  const rows = page.locator('a.row-link')
  for (let n = 0; n < (await rows.count()); n += 1) {
    await rows.nth(n).click()
    await page.locator('.fold').waitFor(patience)
    const fold = page.locator('.fold[aria-expanded="false"]')
    if ((await fold.count()) > 0) await fold.click()
    await page.locator('.stretches').first().waitFor(patience)
    if ((await page.locator('.clock').first().locator('.piece').count()) > 2) break
  }
  await page.locator('.stretches summary').first().click()
  await page.locator('.clocks').evaluate((section) => section.scrollIntoView())
}

async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('radio', { name: 'Lead' }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** @throws playwright's TimeoutError when the desk stays dull. */
async function waitUntilAlive(page: Page, { seen }: Picture): Promise<void> {
  await page
    .locator('.row')
    .nth(ALIVE_ROWS - 1)
    .waitFor(patience)
  for (const selector of seen) await page.locator(selector).first().waitFor(patience)
}

async function take(browser: Browser, consoleUrl: string, picture: Picture): Promise<void> {
  const { name, width, height, colorScheme, link, act } = picture
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  })
  const page = await context.newPage()
  await signIn(page, `${consoleUrl}${link}`)
  await waitUntilAlive(page, picture)
  await act?.(page)
  const path = `${FOLDER}/${name}.png`
  await page.screenshot({ path })
  await context.close()
  process.stdout.write(`${path}\n`)
}

async function takeAll(consoleUrl: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS })
  try {
    for (const picture of PICTURES) await take(browser, consoleUrl, picture)
  } finally {
    await browser.close()
  }
}

mkdirSync(FOLDER, { recursive: true })
const stack = await startStack('--speed', SPEED)
try {
  await takeAll(stack.consoleUrl)
} finally {
  await stack.stop()
}
