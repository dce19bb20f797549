import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type SyntheticDelivery,
  type SyntheticFile,
  syntheticDeliveries,
} from '../domains/pmsi/synthesis/deliveries.js'
import { archiveName, lineEnd, sideOf } from '../domains/pmsi/synthesis/file-names.js'
import { fictiveHospitals, maternitiesCsv } from '../domains/pmsi/synthesis/hospitals.js'
import { zipChunks } from '../domains/pmsi/synthesis/zip.js'

const USAGE = `Écrit des envois PMSI MCO entièrement inventés, dans les formats de l’ATIH.

  npm run --silent synth -- --stays 200000 --years 2023-2025 --seed 1 --out DOSSIER [options]

  --stays N            nombre de RSA en tout, réparti entre établissements et années
  --years A-B          années PMSI, de 2015 à 2025 : 2025, 2023-2025 ou 2019,2023
  --seed S             graine : la même graine redonne les mêmes fichiers
  --out DOSSIER        dossier à remplir, créé au besoin
  --hospitals K        nombre d’établissements fictifs (12)
  --faults TAUX        part des lignes RSA à abîmer, de 0 à 1 (0.002)
  --zip                écrit les archives .in.zip et .out.zip plutôt que les fichiers
  --chained            écrit les pseudonymes aussi après 2020, comme une base régionale
  --maternities FICHIER  où écrire la table des maternités (DOSSIER/maternites.csv)
`

class UsageError extends Error {}

main()

function main(): void {
  try {
    synthesise(readOptions(process.argv.slice(2)))
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}`)
      process.exitCode = 2
    } else if (error instanceof Error && 'code' in error) {
      process.stderr.write(`Écriture impossible : ${error.message}\n`)
      process.exitCode = 1
    } else throw error
  }
}

type Options = ReturnType<typeof readOptions>

function synthesise(options: Options): void {
  const hospitals = fictiveHospitals(options.hospitals)
  const sites = []
  const files = []
  let stays = 0
  mkdirSync(options.out, { recursive: true })
  for (const delivery of syntheticDeliveries({ ...options, hospitals })) {
    for (const path of options.zip
      ? writeArchives(options.out, delivery)
      : writeFiles(options.out, delivery)) {
      process.stdout.write(`${path}\n`)
    }
    const { finess, year, faults } = delivery
    sites.push(...delivery.truth)
    files.push({ finess, year, stays: delivery.stays, faults })
    stays += delivery.stays
    report(`${stays} séjours écrits sur ${options.stays}`)
  }
  report('')
  const truth = { seed: options.seed, stays, faultRate: options.faults, files, sites }
  writeText(join(options.out, 'verite.json'), `${JSON.stringify(truth, null, 1)}\n`)
  writeText(options.maternities ?? join(options.out, 'maternites.csv'), maternitiesCsv(hospitals))
}

function writeFiles(folder: string, { files }: SyntheticDelivery): string[] {
  return files.map((file) => {
    const path = join(folder, file.name)
    writeChunks(path, chunksOf(file))
    return path
  })
}

function writeArchives(folder: string, { finess, year, files }: SyntheticDelivery): string[] {
  return (['out', 'in'] as const).map((side) => {
    const path = join(folder, archiveName(finess, year, side))
    const entries = files.filter(({ kind }) => sideOf(kind) === side)
    writeChunks(path, zipChunks(entries.map((file) => ({ name: file.name, chunks: chunksOf(file) }))))
    return path
  })
}

function writeChunks(path: string, chunks: Iterable<Buffer>): void {
  const file = openSync(path, 'w')
  try {
    for (const chunk of chunks) {
      for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written)
    }
  } finally {
    closeSync(file)
  }
}

/** Lines as bytes, a megabyte at a time. */
function* chunksOf({ kind, lines }: SyntheticFile): Generator<Buffer> {
  const end = lineEnd(kind)
  let text = ''
  for (const line of lines) {
    text += line + end
    if (text.length > 1_000_000) {
      yield Buffer.from(text, 'latin1')
      text = ''
    }
  }
  if (text !== '') yield Buffer.from(text, 'latin1')
}

function writeText(path: string, text: string): void {
  writeFileSync(path, text)
  process.stdout.write(`${path}\n`)
}

function report(message: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${message}`)
}

function readOptions(args: string[]) {
  const values = parsed(args)
  if (values.out === undefined || values.out === '')
    throw new UsageError('Indiquez le dossier à remplir : --out DOSSIER.')
  return {
    stays: wholeNumber('--stays', values.stays, 1, 100_000_000),
    years: readYears(values.years),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31 - 1),
    out: values.out,
    hospitals: wholeNumber('--hospitals', values.hospitals ?? '12', 1, 500),
    faults: readRate(values.faults ?? '0.002'),
    zip: values.zip === true,
    chained: values.chained === true,
    maternities: values.maternities,
  }
}

function parsed(args: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args,
      options: {
        ...{
          stays: text,
          years: text,
          seed: text,
          out: text,
          hospitals: text,
          faults: text,
          maternities: text,
        },
        ...{ zip: flag, chained: flag },
      },
    }).values
  } catch (error) {
    const option = /'([^']+)'/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''
    throw new UsageError(`Option inconnue, ou valeur manquante ou en trop : ${option}.`, { cause: error })
  }
}

function wholeNumber(option: string, value: string | undefined, min: number, max: number): number {
  const number = /^\d{1,10}$/.test(value ?? '') ? Number(value) : Number.NaN
  if (number >= min && number <= max) return number
  throw new UsageError(
    `${option} attend un nombre entier de ${min} à ${max}${value === undefined ? '' : `, pas « ${value} »`}.`,
  )
}

function readYears(value = ''): number[] {
  const years = value.split(',').flatMap((part) => {
    const [, first = '', last = first] = /^(\d{4})(?:-(\d{4}))?$/.exec(part) ?? []
    const length = Number(last) - Number(first) + 1
    return first !== '' && length > 0 && length < 100
      ? Array.from({ length }, (_, place) => Number(first) + place)
      : []
  })
  const known = years.every((year) => year >= 2015 && year <= 2025)
  if (years.length > 0 && known && !value.split(',').includes('')) return years
  throw new UsageError(
    `--years attend des années de 2015 à 2025, comme 2025, 2023-2025 ou 2019,2023${value === '' ? '' : `, pas « ${value} »`}.`,
  )
}

function readRate(value: string): number {
  const rate = /^(?:\d+(?:[.,]\d+)?|[.,]\d+)$/.test(value) ? Number(value.replace(',', '.')) : Number.NaN
  if (rate >= 0 && rate <= 1) return rate
  throw new UsageError(`--faults attend une part de 0 à 1, comme 0.002, pas « ${value} ».`)
}
