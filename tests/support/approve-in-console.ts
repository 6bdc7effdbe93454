/**
 * The way of a draft in the console, walked with a browser: it appears for a customer who waits, is edited, graded and approved
 * with a double click; then the Chatwoot stand-in is asked what the customer got. Needs Chromium (or its address in CHROMIUM),
 * hence no part of the tests; `tests/integration/runner/scene.test.ts` walks the same way by the API.
 *
 *   node --import tsx tests/support/approve-in-console.ts [folder for pictures]
 */
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type RunningStack, startStack } from './local-stack.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const PATIENCE_MS = 240_000
const patience = { timeout: PATIENCE_MS } as const
const FOLDER = process.argv[2] ?? '.build/pictures'

const DESK = { width: 1280, height: 1120 }
const PHONE = { width: 390, height: 844 }

/** Answers with the text that was approved. */
async function approve(page: Page): Promise<string> {
  const row = page.locator('.approval-row').filter({ hasText: 'poles' }).first()
  await row.click(patience)
  const field = page.locator('.approval-field')
  const proposed = await field.inputValue()
  const text = proposed.replace('where it is easy not to find them', 'where they are easily missed')
  if (text === proposed) throw new Error('the draft does not say what it was to say')
  await field.fill(text)
  await page.getByRole('button', { name: 'Save the text' }).click()
  await page.getByRole('button', { name: 'Save the text' }).waitFor({ ...patience, state: 'detached' })
  for (const of of ['Tone', 'Accuracy', 'Policy'])
    await page.getByRole('group', { name: of }).locator('.grade-choice').nth(4).click()
  await page.screenshot({ path: `${FOLDER}/approval-graded.png` })
  await page.getByRole('button', { name: 'Approve and send' }).dblclick()
  await page.getByText(/sent/i).first().waitFor(patience)
  await page.screenshot({ path: `${FOLDER}/approval-sent.png` })
  return text
}

/** Public messages of ours that say what was approved, after half a minute in which a second could have come. */
async function sentTo(stack: RunningStack, text: string): Promise<readonly string[]> {
  const { url, accountId, token } = (await (await fetch(`${stack.engineUrl}/_backdesk/chatwoot`)).json()) as {
    url: string
    accountId: number
    token: string
  }
  const get = async <Answer>(path: string): Promise<Answer> => {
    const headers = { api_access_token: token }
    return (await (await fetch(`${url}/api/v1/accounts/${accountId}/${path}`, { headers })).json()) as Answer
  }
  type Listed = { readonly content: string; readonly private: boolean; readonly message_type: number }
  const { data } = await get<{ data: { payload: { id: number }[] } }>('conversations?status=all')
  const found: string[] = []
  for (const { id } of data.payload) {
    const { payload } = await get<{ payload: Listed[] }>(`conversations/${id}/messages`)
    found.push(...payload.filter((one) => !one.private && one.message_type === 1).map(({ content }) => content))
  }
  return found.filter((content) => content === text)
}

async function signedIn(browser: Browser, stack: RunningStack, viewport: { width: number; height: number }) {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(`${stack.consoleUrl}#/approvals`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('radio', { name: 'Lead' }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
  return page
}

mkdirSync(FOLDER, { recursive: true })
const stack = await startStack()
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
try {
  const page = await signedIn(browser, stack, DESK)
  const text = await approve(page)
  const phone = await signedIn(browser, stack, PHONE)
  await phone.locator('.approval-row').first().click(patience)
  await phone.locator('.approval-grades').waitFor(patience)
  await phone.screenshot({ path: `${FOLDER}/approval-phone.png`, fullPage: true })
  await new Promise((resolve) => setTimeout(resolve, 30_000))
  const sent = await sentTo(stack, text)
  console.log(`approved in the console with a double click; messages to the customer with that text: ${sent.length}`)
  if (sent.length !== 1) process.exitCode = 1
} finally {
  await browser.close()
  await stack.stop()
}
