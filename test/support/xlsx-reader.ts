import { fromBuffer } from 'yauzl'

export type ReadCell =
  | { type: 'text' | 'number' | 'date'; value: string }
  | { type: 'formula'; value: string }

/** An independent reader of a workbook: unzips it and reads its XML; formulas are told apart. */
export async function readXlsx(workbook: Buffer): Promise<{ rows: ReadCell[][]; files: string[] }> {
  const files = await unzip(workbook)
  const xml = (name: string) => files.get(name) ?? ''
  const strings = [...xml('xl/sharedStrings.xml').matchAll(/<si>([\s\S]*?)<\/si>/g)].map(([, si]) =>
    [...si!.matchAll(/<t(?: [^>]*)?>([\s\S]*?)<\/t>/g)].map(([, text]) => unescaped(text!)).join(''),
  )
  const formats = [...xml('xl/styles.xml').matchAll(/<cellXfs[\s\S]*?<\/cellXfs>/g)].flatMap(([block]) =>
    [...block.matchAll(/<xf\b[^>]*>/g)].map(([xf]) => Number(/numFmtId="(\d+)"/.exec(xf)?.[1] ?? 0)),
  )
  const sheet = xml('xl/worksheets/sheet1.xml')
  const rows = [...sheet.matchAll(/<row [^>]*?(?:\/>|>([\s\S]*?)<\/row>)/g)].map(([, row = '']) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)].map(([, attributes, content = '']) =>
      readCell(attributes!, content, strings, formats),
    ),
  )
  return { rows, files: [...files.keys()] }
}

function readCell(attributes: string, content: string, strings: string[], formats: number[]): ReadCell {
  const value = /<v>([\s\S]*?)<\/v>/.exec(content)?.[1] ?? ''
  const formula = /<f[ >]([\s\S]*?)<\/f>/.exec(content)?.[1]
  if (formula !== undefined) return { type: 'formula', value: formula }
  if (/\bt="s"/.test(attributes)) return { type: 'text', value: excelEscapes(strings[Number(value)]!) }
  if (/\bt="(str|inlineStr)"/.test(attributes)) return { type: 'text', value: excelEscapes(unescaped(value)) }
  const format = formats[Number(/\bs="(\d+)"/.exec(attributes)?.[1] ?? 0)] ?? 0
  return format === 0 ? { type: 'number', value } : { type: 'date', value: dateOf(Number(value)) }
}

function dateOf(serial: number): string {
  return new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10)
}

function unescaped(xml: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
  return xml.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d+)|#x([0-9a-f]+));/gi, (_, name, decimal, hex) =>
    name ? names[name]! : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
  )
}

/** ECMA-376 22.9.2.19: « _x0041_ » in a string is the character A. */
function excelEscapes(text: string): string {
  return text.replace(/_x([0-9a-f]{4})_/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** The files of a workbook, by name. */
export function unzip(buffer: Buffer): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, string>()
    fromBuffer(buffer, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error)
      zip.on('error', reject)
      zip.on('end', () => resolve(files))
      zip.on('entry', (entry) =>
        zip.openReadStream(entry, async (failure, stream) => {
          if (failure) return reject(failure)
          const chunks: Buffer[] = []
          for await (const chunk of stream) chunks.push(chunk as Buffer)
          files.set(entry.fileName, Buffer.concat(chunks).toString('utf8'))
          zip.readEntry()
        }),
      )
      zip.readEntry()
    })
  })
}
