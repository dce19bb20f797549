import { zipChunks } from '../../pmsi/synthesis/zip.js'

/** A cell of an invented workbook: a text, a number (as a spreadsheet keeps a phone without its zero), a day number, a formula. */
export type InventedCell = string | number | { serial: number } | { formula: string; value: string }

/** Parts of a workbook (.xlsx) of one sheet by name, for those who want to damage one before zipping them. */
export function workbookParts(rows: readonly (readonly InventedCell[])[]): Map<string, string> {
  return new Map([
    [
      '[Content_Types].xml',
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
    ],
    [
      'xl/workbook.xml',
      '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">' +
        '<sheets><sheet name="Annuaire" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ],
    [
      'xl/_rels/workbook.xml.rels',
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    ],
    ['xl/styles.xml', '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'],
    ['xl/worksheets/sheet1.xml', sheetXml(rows)],
  ])
}

/** A workbook of one sheet, its texts written in the cells. */
export function workbookFile(rows: readonly (readonly InventedCell[])[]): Buffer {
  const entries = [...workbookParts(rows)].map(([name, xml]) => ({ name, chunks: [Buffer.from(xml)] }))
  return Buffer.concat([...zipChunks(entries)])
}

function sheetXml(rows: readonly (readonly InventedCell[])[]): string {
  const lines = rows.map((cells, index) => {
    const inside = cells.map((cell, column) => cellXml(cell, `${columnName(column)}${index + 1}`)).join('')
    return `<row r="${index + 1}">${inside}</row>`
  })
  return `<worksheet><sheetData>${lines.join('')}</sheetData></worksheet>`
}

function cellXml(cell: InventedCell, reference: string): string {
  if (cell === '') return ''
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`
  if (typeof cell === 'string')
    return `<c r="${reference}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`
  if ('serial' in cell) return `<c r="${reference}" s="1"><v>${cell.serial}</v></c>`
  return `<c r="${reference}" t="str"><f>${escaped(cell.formula)}</f><v>${escaped(cell.value)}</v></c>`
}

function columnName(column: number): string {
  const last = String.fromCharCode(65 + (column % 26))
  return column < 26 ? last : columnName(Math.floor(column / 26) - 1) + last
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
