/** Where a value goes in a line: first column counted from 1, and width. */
export type Column = readonly [start: number, width: number]

/**
 * Compiles columns into a function that writes one line of a fixed length. Constants are the same on every line;
 * what no column covers stays blank, and so does ''. A value wider than its column is a bug of the caller.
 */
export function lineWriter<Name extends string>(
  length: number,
  columns: Readonly<Record<string, Column>>,
  constants: ReadonlyMap<string, string>,
): (values: Readonly<Record<Name, string>>) => string {
  let text = ''
  const cells: { name: string; width: number; before: string }[] = []
  const ordered = Object.entries(columns).sort(([, [a]], [, [b]]) => a - b)
  let written = 0
  for (const [name, [start, width]] of ordered) {
    if (start <= written) throw new Error(`${name} overlaps the column before it`)
    text += ' '.repeat(start - 1 - written)
    written = start - 1 + width
    const constant = constants.get(name)
    if (constant !== undefined) text += fitted(name, constant, width)
    else {
      cells.push({ name, width, before: text })
      text = ''
    }
  }
  if (written > length) throw new Error(`columns go beyond ${length}`)
  const tail = text + ' '.repeat(length - written)
  return (values: Readonly<Record<string, string>>) => {
    let line = ''
    for (const { name, width, before } of cells) line += before + fitted(name, values[name] ?? '', width)
    return line + tail
  }
}

/** A number on a given number of digits; blank when unknown, since blank is never zero in these files. */
export function digits(value: number | null, width: number): string {
  return value === null ? ' '.repeat(width) : String(value).padStart(width, '0')
}

function fitted(name: string, value: string, width: number): string {
  if (value.length === width) return value
  if (value.length > width) throw new Error(`${name} is wider than ${width}`)
  return value.padEnd(width)
}
