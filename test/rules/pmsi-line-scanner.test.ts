import t from 'tap'
import { createLineScanner, MAX_LINE_BYTES } from '../../src/domains/pmsi/format/line-scanner.js'

type Seen = { lines: [number, string][]; unreadable: [number, string][] }

function scan(content: string | Buffer, chunkBytes: number): Seen {
  const seen: Seen = { lines: [], unreadable: [] }
  const scanner = createLineScanner({
    line: (buffer, start, end, number) => seen.lines.push([number, buffer.toString('latin1', start, end)]),
    unreadable: (number, cause) => seen.unreadable.push([number, cause]),
  })
  const bytes = Buffer.from(content as string, 'latin1')
  const chunk = Buffer.alloc(chunkBytes)
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // One buffer for all the chunks, as the readers of files do: the scanner must not keep a reference to it.
    const length = bytes.copy(chunk, 0, at, at + chunkBytes)
    scanner.push(chunk.subarray(0, length))
  }
  scanner.end()
  return seen
}

for (const chunkBytes of [1, 2, 3, 7, 1024]) {
  t.test(`a file read by chunks of ${chunkBytes} bytes`, async (t) => {
    t.test('gives each line with its number, with or without a last line end', async (t) => {
      t.same(scan('ab\ncd\nef', chunkBytes).lines, [
        [1, 'ab'],
        [2, 'cd'],
        [3, 'ef'],
      ])
      t.same(scan('ab\ncd\n', chunkBytes).lines, [
        [1, 'ab'],
        [2, 'cd'],
      ])
    })

    t.test('loses one carriage return before the line end, never two', async (t) => {
      t.same(scan('ab\r\ncd\r\r\nef\r', chunkBytes).lines, [
        [1, 'ab'],
        [2, 'cd\r'],
        [3, 'ef'],
      ])
    })

    t.test('loses its UTF-8 byte order mark, and only at its start', async (t) => {
      t.same(scan('\xef\xbb\xbfab\n\xef\xbb\xbfcd', chunkBytes).lines, [
        [1, 'ab'],
        [2, '\xef\xbb\xbfcd'],
      ])
      t.same(scan('\xef\xbb\xbf', chunkBytes).lines, [])
    })

    t.test('loses a Ctrl-Z at its end, alone on a line or after the last one', async (t) => {
      t.same(scan('ab\ncd\n\x1a', chunkBytes).lines, [
        [1, 'ab'],
        [2, 'cd'],
      ])
      t.same(scan('ab\ncd\x1a', chunkBytes).lines, [
        [1, 'ab'],
        [2, 'cd'],
      ])
      t.same(scan('ab\ncd\x1a\r\n\r\n', chunkBytes).lines, [
        [1, 'ab'],
        [2, 'cd'],
      ])
    })

    t.test('keeps a Ctrl-Z in its middle, and the order of the lines around it', async (t) => {
      t.same(scan('ab\x1a\ncd', chunkBytes).lines, [
        [1, 'ab\x1a'],
        [2, 'cd'],
      ])
    })

    t.test('counts empty lines in the numbering without giving them', async (t) => {
      t.same(scan('\n\nab\r\n\r\ncd', chunkBytes).lines, [
        [3, 'ab'],
        [5, 'cd'],
      ])
    })

    t.test('reports a line with a zero byte and goes on', async (t) => {
      const { lines, unreadable } = scan('ab\nc\0d\nef\n\0\ngh', chunkBytes)
      t.same(lines, [
        [1, 'ab'],
        [3, 'ef'],
        [5, 'gh'],
      ])
      t.same(unreadable, [
        [2, 'nul'],
        [4, 'nul'],
      ])
    })

    t.test('reads bytes that are not ASCII one for one', async (t) => {
      t.same(scan('é\xa0ÿ\n', chunkBytes).lines, [[1, 'é\xa0ÿ']])
    })
  })
}

for (const chunkBytes of [1000, MAX_LINE_BYTES, 4_000_000]) {
  t.test(
    `a line of one megabyte in chunks of ${chunkBytes} bytes is one line too long, and the next one is read`,
    async (t) => {
      const { lines, unreadable } = scan(
        `ab\n${'x'.repeat(1_000_000)}\ncd\n${'y'.repeat(MAX_LINE_BYTES)}\n`,
        chunkBytes,
      )
      t.same(unreadable, [[2, 'too-long']])
      t.same(
        lines.map(([number, text]) => [number, text.length]),
        [
          [1, 2],
          [3, 2],
          [4, MAX_LINE_BYTES],
        ],
      )
      t.same(scan('x'.repeat(1_000_000), chunkBytes), { lines: [], unreadable: [[1, 'too-long']] })
    },
  )
}
