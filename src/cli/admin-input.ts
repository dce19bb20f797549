import { z } from 'zod'
import { isRegionCode } from '../domains/directory/communes/regions.js'
import type { NewMaternity, NewNetwork } from '../domains/networks/setup.js'
import { parseMaternities, readMaternitiesFile } from './maternities-file.js'

/** What was typed cannot be used: the message says what, and how to write it. */
export class UsageError extends Error {}

export type Typed = Readonly<Record<string, string | undefined>>

const Region = z
  .string()
  .refine(
    isRegionCode,
    'indiquez le code Insee de la région, par exemple 84 pour Auvergne-Rhône-Alpes ou 04 pour La Réunion',
  )

const NetworkFields = z.object({
  name: z.string().trim().min(3, 'au moins trois caractères').max(200, 'au plus 200 caractères'),
  region: Region,
  'region-name': z.string().trim().max(100, 'au plus 100 caractères'),
  'time-zone': z
    .string()
    .refine(isTimeZone, 'indiquez un fuseau, par exemple Europe/Paris ou Indian/Reunion'),
})

const Person = z.object({
  email: z.email('écrivez une adresse complète, par exemple claire.martin@reseau.fr'),
  name: z.string().trim().max(200, 'au plus 200 caractères'),
})

/** The network a command describes. Throws `UsageError`, before anything is written. */
export function networkTyped(typed: Typed): NewNetwork {
  const fields = checked(NetworkFields, { 'time-zone': 'Europe/Paris', ...typed })
  return {
    name: fields.name,
    regionCode: fields.region,
    regionName: fields['region-name'],
    timeZone: fields['time-zone'],
    maternities: maternitiesIn(required(typed, 'maternities')),
  }
}

/** Who is offered a right. Throws `UsageError`. */
export const personTyped = (typed: Typed) => checked(Person, typed)

/** The region of an agency. Throws `UsageError`. */
export const regionTyped = (typed: Typed) => checked(z.object({ region: Region }), typed).region

/** Throws `UsageError` when an option is missing or empty. */
export function required(typed: Typed, name: string): string {
  const value = typed[name]
  if (!value?.trim()) throw new UsageError(`--${name} est obligatoire.`)
  return value
}

function checked<Shape extends z.ZodObject>(schema: Shape, typed: Typed): z.output<Shape> {
  for (const name of Object.keys(schema.shape)) required(typed, name)
  const { data, error } = schema.safeParse(typed)
  const [issue] = error?.issues ?? []
  if (issue) {
    const name = String(issue.path[0])
    throw new UsageError(`--${name} « ${typed[name]} » : ${issue.message}.`)
  }
  return data as z.output<Shape>
}

/** The list of the indicators' command, with two more columns when the file has them. */
function maternitiesIn(file: string): NewMaternity[] {
  try {
    const text = readMaternitiesFile(file)
    const lines = text.split(/\r?\n/).map((line) => line.split(';').map((cell) => cell.trim()))
    const more = new Map(lines.map(([finessGeo, , , , , ...columns]) => [finessGeo, columns]))
    return parseMaternities(text).map((maternity) => {
      const [finessPmsi, territory] = more.get(maternity.finessGeo) ?? []
      return { ...maternity, finessPmsi: finessPmsi || maternity.finessGeo, territory: territory || null }
    })
  } catch (error) {
    throw new UsageError(`--maternities ${file} : ${error instanceof Error ? error.message : String(error)}.`)
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('fr', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}
