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
const PICTURES = [
  { name: 'console-queue', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'console-phone', width: 390, height: 844, colorScheme: 'dark' },
] as const
type Picture = (typeof PICTURES)[number]

/** A desk that shows what it is for: enough to do, some of it late, some of it answered, and all of it up to date. */
const ALIVE = {
  rows: 18,
  /** Selectors of which at least one must be seen. */
  seen: [
    '.row.is-over',
    '.row.is-risk, .row.is-fine',
    '.cell-with .with-name',
    '.label',
    '.tile-state.is-ok',
    '.live.is-live',
  ],
}
const PATIENCE_MS = 90_000

async function signIn(page: Page, consoleUrl: string): Promise<void> {
  await page.goto(consoleUrl)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('radio', { name: 'Lead' }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** @throws playwright's TimeoutError when the desk stays dull. */
async function waitUntilAlive(page: Page): Promise<void> {
  const patience = { state: 'attached', timeout: PATIENCE_MS } as const
  await page
    .locator('.row')
    .nth(ALIVE.rows - 1)
    .waitFor(patience)
  for (const selector of ALIVE.seen) await page.locator(selector).first().waitFor(patience)
}

async function take(
  browser: Browser,
  consoleUrl: string,
  { name, width, height, colorScheme }: Picture,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await signIn(page, consoleUrl)
  await waitUntilAlive(page)
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
const stack = await startStack()
try {
  await takeAll(stack.consoleUrl)
} finally {
  await stack.stop()
}
