import { XmlEvents, type XmlListener } from './xml-events.js'

/** What the parts of a workbook say before its cells are read. */
export type WorkbookSheet = { name: string; relation: string; isHidden: boolean }

export type WorkbookParts = {
  sheets: readonly WorkbookSheet[]
  /** Day 0 is in 1904: workbooks of old Macintosh. */
  from1904: boolean
}

/** Strings of a workbook are kept once and cells point at them: the only part of it that is held whole. */
const MOST_SHARED_CHARACTERS = 30_000_000
const MOST_SHARED = 1_000_000

type Chunks = AsyncIterable<Buffer>

/** Sheets of a workbook in their order. */
export async function readWorkbook(chunks: Chunks): Promise<WorkbookParts> {
  const sheets: WorkbookSheet[] = []
  let from1904 = false
  await listen(chunks, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributes.get('date1904') ?? '')
      if (name !== 'sheet') return
      const relation = [...attributes].find(([key]) => key === 'id' || key.endsWith(':id'))?.[1] ?? ''
      const isHidden = (attributes.get('state') ?? 'visible') !== 'visible'
      sheets.push({ name: attributes.get('name') ?? '', relation, isHidden })
    },
    text: () => {},
    close: () => {},
  })
  return { sheets, from1904 }
}

/** Parts of the archive by relation; those outside of it are left out. */
export async function readRelations(chunks: Chunks): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  await listen(chunks, {
    open(name, attributes) {
      if (name !== 'Relationship' || attributes.get('TargetMode') === 'External') return
      targets.set(attributes.get('Id') ?? '', attributes.get('Target') ?? '')
    },
    text: () => {},
    close: () => {},
  })
  return targets
}

/** The shared strings, in order. Phonetic guides are left out. Throws `RangeError` when there are too many. */
export async function readSharedStrings(chunks: Chunks): Promise<string[]> {
  const strings: string[] = []
  let total = 0
  let current = ''
  let isText = false
  let isPhonetic = false
  await listen(chunks, {
    open(name) {
      if (name === 'si') current = ''
      else if (name === 'rPh') isPhonetic = true
      else if (name === 't') isText = !isPhonetic
    },
    text(text) {
      if (isText) current += text
    },
    close(name) {
      if (name === 't') isText = false
      else if (name === 'rPh') isPhonetic = false
      else if (name === 'si') {
        strings.push(current)
        total += current.length
        if (total > MOST_SHARED_CHARACTERS || strings.length > MOST_SHARED)
          throw new RangeError('shared strings')
      }
    },
  })
  return strings
}

/** For each style of cell, whether it shows a number as a date. */
export async function readDateStyles(chunks: Chunks): Promise<boolean[]> {
  const custom = new Map<string, string>()
  const styles: boolean[] = []
  let isCellStyle = false
  await listen(chunks, {
    open(name, attributes) {
      if (name === 'numFmt') custom.set(attributes.get('numFmtId') ?? '', attributes.get('formatCode') ?? '')
      else if (name === 'cellXfs') isCellStyle = true
      else if (name === 'xf' && isCellStyle) {
        const id = attributes.get('numFmtId') ?? '0'
        styles.push(isDateFormat(Number(id), custom.get(id)))
      }
    },
    text: () => {},
    close(name) {
      if (name === 'cellXfs') isCellStyle = false
    },
  })
  return styles
}

/** Built-in date formats of the standard (ECMA-376, 18.8.30), or a custom one with days, months or years in it. */
function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined)
    return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)
  return /[dmyj]/i.test(code.replace(/"[^"]*"|\\.|\[[^[\]]*\]/g, '')) && !/general|standard/i.test(code)
}

/** Feeds the bytes of one part to a listener. */
export async function listen(chunks: Chunks, listener: XmlListener): Promise<void> {
  const events = new XmlEvents(listener)
  for await (const chunk of chunks) events.push(chunk)
  events.end()
}
