import { safeHref } from '../links.js'
import type { Line } from './blocks.js'
import { type Paper, type PaperStyle, STYLES, type Tag, TEAL } from './paper.js'

/** A line that fits its column, with where it leads. */
export type SetLine = { text: string; style: PaperStyle; href?: string }

/** Lines cut to a width. */
export function setLines(paper: Paper, lines: readonly Line[], width = paper.columnWidth()): SetLine[] {
  return lines.flatMap(({ text, style, href }) =>
    paper.wrap(text, style, width).map((part) => ({ text: part, style, ...(href && { href }) })),
  )
}

export function heightOf(lines: readonly SetLine[]): number {
  return lines.reduce((height, { style }) => height + STYLES[style].leading, 0)
}

/** Writes lines down the columns and pages, under one element of the structure. */
export function flow(paper: Paper, element: Tag, lines: readonly SetLine[]): void {
  let rest = lines
  while (rest.length > 0) {
    const fitting = countFitting(paper, rest)
    writeAt(paper, element, rest.slice(0, fitting), { x: paper.x(), y: paper.at.y })
    paper.at.y += heightOf(rest.slice(0, fitting))
    rest = rest.slice(fitting)
    if (rest.length > 0) paper.nextColumn()
  }
}

/** Writes lines from a place downwards, without moving on. Lines that lead somewhere are links of their own. */
export function writeAt(
  paper: Paper,
  element: Tag,
  lines: readonly SetLine[],
  from: { x: number; y: number; right?: number },
): void {
  let { y } = from
  for (const run of runsOf(lines)) {
    const top = y
    y += heightOf(run)
    const [{ href } = {}] = run
    const target = href === undefined ? '#' : safeHref(href)
    if (target === '#') element.add(() => printDown(paper, run, { ...from, y: top }))
    else link(paper, element, run, { ...from, y: top }, target)
  }
}

/** How many of these lines the column has room for; one at least when the column is empty. */
function countFitting(paper: Paper, lines: readonly SetLine[]): number {
  let room = paper.room()
  let count = 0
  for (const { style } of lines) {
    room -= STYLES[style].leading
    if (room < 0) break
    count += 1
  }
  return count === 0 && paper.at.y === paper.at.top ? 1 : count
}

/** Neighbouring lines with the same address, or without one. */
function runsOf(lines: readonly SetLine[]): SetLine[][] {
  const runs: SetLine[][] = []
  for (const line of lines) {
    const last = runs.at(-1)
    if (last && last[0]?.href === line.href) last.push(line)
    else runs.push([line])
  }
  return runs
}

function link(
  paper: Paper,
  parent: Tag,
  run: readonly SetLine[],
  from: { x: number; y: number; right?: number },
  target: string,
): void {
  const element = paper.tag(parent, 'Link')
  const width = Math.max(...run.map((line) => paper.measure(line.style)(line.text)))
  const x = from.right === undefined ? from.x : from.right - width
  element.add(() => {
    printDown(paper, run, from, TEAL)
    paper.doc.link(x, from.y, width, heightOf(run), target, { structParent: element })
  })
  // Ended on its own page: the structure notes on which page a link stands when it is written out.
  element.end()
}

/** Writes lines from a place downwards, tagged by the caller. `right` aligns the ends of the lines there: figures. */
export function printDown(
  paper: Paper,
  lines: readonly SetLine[],
  from: { x: number; y: number; right?: number },
  color?: string,
): void {
  let { y } = from
  for (const { text, style } of lines) {
    const x = from.right === undefined ? from.x : from.right - paper.measure(style)(text)
    // What is read aloud would run the last word of a line into the first one of the next.
    paper.print(`${text} `, x, y, style, color ?? STYLES[style].color)
    y += STYLES[style].leading
  }
}
