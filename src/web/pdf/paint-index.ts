import { setImmediate as breathe } from 'node:timers/promises'
import type { Indexed } from './paint-entries.js'
import { type Paper, pageDestination, STYLES } from './paper.js'
import { fitText } from './wrap.js'

const COLUMNS = 3
const AT_A_TIME = 100

/** The names in order, each with its pages: one line a name, that leads to the first one. */
export async function paintIndex(paper: Paper, indexed: readonly Indexed[]): Promise<void> {
  const { leading } = STYLES.small
  const list = paper.tag(paper.root, 'L')
  paper.setColumns(COLUMNS)
  for (const [count, { name, pages }] of gathered(indexed).entries()) {
    if (count % AT_A_TIME === 0) await breathe()
    paper.keepTogether(leading)
    const item = paper.tag(list, 'LI')
    const body = paper.tag(item, 'LBody')
    const element = paper.tag(body, 'Link')
    const width = paper.columnWidth()
    const { y } = paper.at
    const x = paper.x()
    element.add(() => {
      const numbers = pages.map((page) => page + 1).join(', ')
      const numbersWidth = paper.measure('small')(numbers)
      paper.print(`${fitText(name, width - numbersWidth - 8, paper.measure('small'))} `, x, y, 'small')
      paper.print(numbers, x + width - numbersWidth, y, 'small')
      paper.doc.goTo(x, y, width, leading, pageDestination(pages[0] ?? 0), { structParent: element })
    })
    element.end()
    body.end()
    item.end()
    paper.at.y += leading
  }
  list.end()
  paper.setColumns(1)
}

/** Pages named at most: a name on more of them is a heading of the contents rather than an entry. */
const MOST_PAGES = 4

function gathered(indexed: readonly Indexed[]): { name: string; pages: number[] }[] {
  const pagesOf = new Map<string, Set<number>>()
  for (const { name, page } of indexed) pagesOf.set(name, (pagesOf.get(name) ?? new Set()).add(page))
  return [...pagesOf]
    .map(([name, pages]) => ({ name, pages: [...pages].slice(0, MOST_PAGES) }))
    .sort((a, b) => byName(a.name, b.name))
}

const byName = new Intl.Collator('fr', { sensitivity: 'base', numeric: true }).compare
