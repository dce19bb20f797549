/**
 * Cells of one line separated by « ; », quotes being used only when needed and doubled inside. Null when a quote is
 * never closed, or closed in the middle of a cell.
 */
export function splitSemicolons(line: string): string[] | null {
  if (!line.includes('"')) return line.split(';')
  const cells: string[] = []
  let at = 0
  for (;;) {
    if (line[at] === '"') {
      const closing = closingQuote(line, at + 1)
      if (closing === -1) return null
      cells.push(line.slice(at + 1, closing).replaceAll('""', '"'))
      at = closing + 1
      if (at < line.length && line[at] !== ';') return null
    } else {
      const next = line.indexOf(';', at)
      const end = next === -1 ? line.length : next
      cells.push(line.slice(at, end))
      at = end
    }
    if (at >= line.length) return cells
    at += 1
  }
}

/** A quote followed by another one is a character of the cell. */
function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from)
  while (at !== -1 && line[at + 1] === '"') at = line.indexOf('"', at + 2)
  return at
}
