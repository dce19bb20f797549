import { decodeBytes } from './byte-text.js'
import { foldHeader } from './header.js'
import { ACTIVITY_LAYOUT, DIPLOMA_LAYOUT, type Layout, SKILL_LAYOUT } from './rpps-layouts.js'

export type NationalFileKind =
  | 'rpps-activities'
  | 'rpps-skills'
  | 'rpps-diplomas'
  | 'finess-etalab'
  | 'finess-plus'
  | 'archive'
  | 'workbook'
  | 'other'

const ZIP = 'PK\u0003\u0004'

/** Says what a file is from its first bytes once unpacked (64 KB are plenty), never from its name. */
export function recogniseNationalFile(head: Buffer): NationalFileKind {
  const start = head.toString('latin1', 0, 4)
  if (start === ZIP) return head.includes('[Content_Types].xml') ? 'workbook' : 'archive'
  const { text } = decodeBytes(head, 0, Math.min(head.length, 64 * 1024))
  const body = text.replace(/^\ufeff/, '')
  if (/^\s*\{/.test(body)) return /"pmej"|"schemaVersion"/.test(body) ? 'finess-plus' : 'other'
  if (/^"?(?:finess|structureet|geolocalisation|activiteoffresoin)"?;/.test(body)) return 'finess-etalab'
  return rppsKind(body.split(/\r?\n/, 1)[0] ?? '')
}

/** The file whose required columns are all there, the one with most columns in common. */
function rppsKind(header: string): NationalFileKind {
  const found = new Set(header.split('|').map(foldHeader))
  const has = ({ columns }: Layout<string>) =>
    columns.filter(({ required }) => required).every(({ label }) => found.has(foldHeader(label)))
  if (has(ACTIVITY_LAYOUT)) return 'rpps-activities'
  if (has(SKILL_LAYOUT)) return 'rpps-skills'
  return has(DIPLOMA_LAYOUT) ? 'rpps-diplomas' : 'other'
}
