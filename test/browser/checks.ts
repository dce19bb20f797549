import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import type { Test } from 'tap'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
const DESKTOP = { width: 1280, height: 800 }
const PHONE = { width: 320, height: 640 }

/** What every page owes its readers: no axe violation, by day and by night on a phone, no sideways scrolling. */
export async function checkPage(t: Test, page: Page, name: string): Promise<void> {
  t.same(
    await faultsOf(page),
    { light: [], dark: [], wide: [] },
    `${name}: axe, and nothing wider than 320 px`,
  )
}

/** What axe finds by day on a desk and by night on a phone, and what is wider than the phone. */
export async function faultsOf(page: Page) {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(DESKTOP)
  const light = await violations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize(PHONE)
  const dark = await violations(page)
  const wide = await overflowing(page)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(DESKTOP)
  return { light, dark, wide }
}

/**
 * The script is given to a page once, where `axe` is then its global: its builder for Playwright gives it each time, and
 * gathers what passed as well.
 */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const found = await page.evaluate(async (tags) => {
    const { violations } = await axe.run({ runOnly: tags, resultTypes: ['violations'] })
    return violations
  }, WCAG)
  return found.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id}: ${help} — ${node.html.slice(0, 200)} — ${node.failureSummary}`),
  )
}

/** The elements that make the document scroll sideways; boxes that scroll by themselves are allowed. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const wide = Array.from(document.querySelectorAll('body *')).filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1,
    )
    return [`${scrollWidth} px`, ...wide.slice(0, 8).map((element) => element.outerHTML.slice(0, 120))]
  })
}

/** The text of an element as a reader sees it. */
export function shown(element: Locator): Promise<string> {
  return element.innerText()
}

/** Where the keyboard is: what has the focus, whether it is on screen and marked by an outline. */
export type Focus = { name: string; isVisible: boolean; isMarked: boolean }

/** Presses Tab and says where the focus went; null once it has left the page. */
export async function tab(page: Page): Promise<Focus | null> {
  await page.keyboard.press('Tab')
  return page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof Element) || element === document.body) return null
    const box = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    return {
      name: `${element.tagName.toLowerCase()} ${(element.textContent || element.id).trim().slice(0, 40)}`,
      isVisible: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
      isMarked:
        (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2) ||
        style.boxShadow !== 'none',
    }
  })
}

/** Goes through a page with Tab alone: the skip link comes first, then nothing without a visible focus. */
export async function checkKeyboard(t: Test, page: Page, name: string): Promise<void> {
  const first = await tab(page)
  t.match(first, { name: /^a Aller au contenu$/, isVisible: true, isMarked: true }, `${name}: skip link`)
  const lost: Focus[] = []
  let stops = 1
  for (let focus = await tab(page); focus && stops < MOST_STOPS; focus = await tab(page)) {
    if (!focus.isVisible || !focus.isMarked) lost.push(focus)
    stops += 1
  }
  t.ok(stops > 2 && stops < MOST_STOPS, `${name}: ${stops} stops, then out of the page`)
  t.same(lost, [], `${name}: every stop shows where the keyboard is`)
}

const MOST_STOPS = 300
