import { readFileSync } from 'node:fs'
import type { Maternity, MaternityType } from '../domains/tracers/engine/types.js'

const TYPES: readonly string[] = ['I', 'IIA', 'IIB', 'III', 'CPP']
const MOST_LINES = 10_000

/** The text of a list of maternities. Throws an Error in French when it cannot be read, or is not in UTF-8. */
export function readMaternitiesFile(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    throw new Error(whyUnreadable(error))
  }
}

function whyUnreadable(error: unknown): string {
  if (error instanceof TypeError)
    return 'le fichier n’est pas en UTF-8 : dans Excel, enregistrez-le en « CSV UTF-8 (délimité par des virgules) »'
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return 'ce fichier n’existe pas'
  if (code === 'EISDIR') return 'c’est un dossier, pas un fichier'
  return `ce fichier ne se lit pas (${code})`
}

/**
 * Reads the list of maternities: `finess_geo;name;type;valid_from;valid_to`, with a header, dates ISO or empty.
 * Throws an Error in French naming the line and what is wrong.
 */
export function parseMaternities(text: string): Maternity[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (lines.length > MOST_LINES) throw new Error(`plus de ${MOST_LINES} lignes`)
  const header = lines[0]?.split(';').map((name) => name.trim())
  if (header?.slice(0, 3).join(';') !== 'finess_geo;name;type') {
    throw new Error('la première ligne doit être « finess_geo;name;type;valid_from;valid_to »')
  }
  return lines.flatMap((line, index) =>
    index === 0 || line.trim() === '' ? [] : [parseLine(line, index + 1)],
  )
}

function parseLine(line: string, number: number): Maternity {
  const [finessGeo = '', name = '', type = '', validFrom = '', validTo = ''] = line
    .split(';')
    .map((cell) => cell.trim())
  if (!/^[0-9A-Z]{9}$/.test(finessGeo))
    throw new Error(`ligne ${number} : le n° FINESS doit avoir neuf caractères`)
  if (!isType(type)) throw new Error(`ligne ${number} : le type doit être I, IIA, IIB, III ou CPP`)
  return {
    finessGeo,
    name,
    type,
    validFrom: civilDate(validFrom, number),
    validTo: civilDate(validTo, number),
  }
}

function isType(type: string): type is MaternityType {
  return TYPES.includes(type)
}

function civilDate(written: string, number: number): string | null {
  if (written === '') return null
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written) || Number.isNaN(Date.parse(written))) {
    throw new Error(
      `ligne ${number} : la date « ${written.slice(0, 20)} » doit s’écrire AAAA-MM-JJ, ou rester vide`,
    )
  }
  return written
}
