type Sided = { y: number }

/** Moves labels apart vertically, as little as needed, keeping their order. */
export function spread<T extends Sided>(labels: T[], room: { gap: number; from: number; to: number }): T[] {
  const placed = [...labels].sort((a, b) => a.y - b.y).map((label) => ({ ...label }))
  let floor = room.from
  for (const label of placed) {
    label.y = Math.max(label.y, floor)
    floor = label.y + room.gap
  }
  let ceiling = room.to
  for (const label of placed.reverse()) {
    label.y = Math.min(label.y, ceiling)
    ceiling = label.y - room.gap
  }
  return placed
}

/** Cuts a name into lines of about `width` letters, between words. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

export type Anchor = 'start' | 'end' | 'middle'
export type PlacedLabel = { text: string; x: number; y: number; anchor: Anchor }
type Spot = { x: number; y: number }
type Box = { left: number; right: number; top: number; bottom: number }

/**
 * Finds a place for the name of each point: right, left, above, below, the first that neither leaves the
 * frame nor covers a name or a point already there, and no line either when there is such a place. A name
 * that fits nowhere is left out: the table has it.
 */
export function placeLabels(
  points: (Spot & { text: string })[],
  obstacles: { marks: Spot[]; lines: Spot[] },
  frame: Box,
): PlacedLabel[] {
  const taken = obstacles.marks.map((mark) => around(mark, 5))
  const lines = obstacles.lines.map((spot) => around(spot, 1))
  const placed: PlacedLabel[] = []
  for (const { text, x, y } of points) {
    const candidates: PlacedLabel[] = [
      { text, x: x + 11, y: y + 4.5, anchor: 'start' },
      { text, x: x - 11, y: y + 4.5, anchor: 'end' },
      { text, x, y: y - 12, anchor: 'middle' },
      { text, x, y: y + 22, anchor: 'middle' },
      { text, x: x + 9, y: y - 11, anchor: 'start' },
      { text, x: x - 9, y: y + 21, anchor: 'end' },
    ]
    const possible = candidates.filter((label) => {
      const box = boxOf(label)
      return isInside(box, frame) && !taken.some((other) => overlaps(box, other))
    })
    const free = possible.find((label) => !lines.some((line) => overlaps(boxOf(label), line))) ?? possible[0]
    if (!free) continue
    taken.push(boxOf(free))
    placed.push(free)
  }
  return placed
}

/** The server cannot measure text; 0.56 em is the mean width of a letter in the sans faces in use. */
function boxOf({ text, x, y, anchor }: PlacedLabel): Box {
  const width = text.length * 13.5 * 0.56
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { left, right: left + width, top: y - 11, bottom: y + 4 }
}

function around({ x, y }: Spot, reach: number): Box {
  return { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach }
}

function isInside(box: Box, frame: Box): boolean {
  return (
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
  )
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
