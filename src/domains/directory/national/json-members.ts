import { foldText } from './plain-text.js'

/** A JSON object whose members are asked for by name, whatever the spelling: `pmSmsseId`, `pm_smsseId`, `PMSmsseID`. */
export type Members = ReadonlyMap<string, unknown>

const foldKey = (key: string) => foldText(key).replaceAll(' ', '')

/** The members of a value that is an object; none when it is anything else. */
export function membersOf(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map()
  return new Map(Object.entries(value).map(([key, member]) => [foldKey(key), member]))
}

/** The object under a name, with its members. */
export function objectAt(members: Members, name: string): Members {
  return membersOf(members.get(foldKey(name)))
}

/** The objects of a list; none when there is no list. */
export function listAt(members: Members, name: string): Members[] {
  const value = members.get(foldKey(name))
  return Array.isArray(value) ? value.map(membersOf) : []
}

/** The texts of a list, or the only one there is. */
export function textsAt(members: Members, name: string): string[] {
  const value = members.get(foldKey(name))
  return [value].flat().flatMap((one) => textOf(one) || [])
}

/** A text or number as text without outer spaces; null when blank, absent or of another kind. */
export function textAt(members: Members, ...names: string[]): string | null {
  for (const name of names) {
    const text = textOf(members.get(foldKey(name)))
    if (text !== '') return text
  }
  return null
}

function textOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
}
