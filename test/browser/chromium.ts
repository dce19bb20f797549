import { spawnSync } from 'node:child_process'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import root, { type Test } from 'tap'

/** Opens a page of its own context: other cookies than the pages opened before. */
export type Open = (options?: BrowserContextOptions) => Promise<Page>

const FILE_MILLISECONDS = 120_000
const WAIT_MILLISECONDS = 20_000
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const executablePath = process.env.CHROMIUM_PATH || installedChromium()
let browser: Promise<Browser> | undefined

if (executablePath) root.setTimeout(FILE_MILLISECONDS)
else {
  const warning = 'chromium is not installed (CHROMIUM_PATH): the browser tests are SKIPPED'
  console.error(`\n!! ${warning}.\n`)
  root.plan(0, warning)
}

/**
 * A test in a browser. Whatever it checks, it also fails on a console error, a violation of the security
 * policy, a script error, a dialog or a request to another address. Skipped aloud without Chromium.
 * `provoked`: what a page is made to complain of, as a failure of the network that a script of ours meets. `faulty`: the control of such a test,
 * which fails unless each of these was seen.
 */
export function browserTest(
  title: string,
  body: (t: Test, open: Open) => Promise<void>,
  { provoked, faulty }: { provoked?: RegExp; faulty?: RegExp[] } = {},
): void {
  if (!executablePath) return
  root.test(title, async (t) => {
    const faults: string[] = []
    const pages: Page[] = []
    const open: Open = async (options) => {
      const page = await openPage(executablePath, options)
      watch(page, faults, provoked)
      pages.push(page)
      return page
    }
    try {
      await body(t, open)
    } catch (error) {
      for (const page of pages) t.comment(`${page.url()}\n${await visibleText(page)}`)
      throw error
    } finally {
      for (const page of pages) await page.context().close()
    }
    if (faulty) {
      for (const one of faulty)
        t.ok(
          faults.some((fault) => one.test(fault)),
          `the control: ${one} is seen`,
        )
      return
    }
    t.same(faults, [], 'no error of the console, no violation of the CSP, no dialog, no other address')
  })
}

function installedChromium(): string | null {
  const { stdout } = spawnSync('which', ['chromium'], { encoding: 'utf8' })
  return stdout?.trim() || null
}

async function openPage(executablePath: string, options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= launch(executablePath)
  // Colours in transition would be measured halfway.
  const context = await (await browser).newContext({ reducedMotion: 'reduce', locale: 'fr-FR', ...options })
  context.setDefaultTimeout(WAIT_MILLISECONDS)
  return context.newPage()
}

async function launch(executablePath: string): Promise<Browser> {
  const launched = await chromium.launch({ executablePath, args: FLAGS })
  root.teardown(() => launched.close())
  return launched
}

function watch(page: Page, faults: string[], provoked?: RegExp): void {
  const visited = new Set<string>()
  page.on('request', (request) => {
    if (request.isNavigationRequest()) visited.add(request.url())
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') faults.push(`request to ${request.url()}`)
  })
  page.on('console', (message) => {
    // Chromium also logs a page answered with a refusal, which the tests provoke on purpose.
    const isOfNetwork = /^Failed to load resource/.test(message.text())
    const isRefusal = (isOfNetwork && visited.has(message.location().url)) || provoked?.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isRefusal) {
      faults.push(`${message.type()}: ${message.text()} (${page.url()})`)
    }
  })
  page.on('pageerror', (error) => faults.push(`script: ${error.message} (${page.url()})`))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()} (${page.url()})`)
    void dialog.dismiss()
  })
}

function visibleText(page: Page): Promise<string> {
  return page
    .locator('main')
    .textContent({ timeout: 1000 })
    .then((text) => text?.slice(0, 1500) ?? '')
    .catch(() => 'no page')
}
