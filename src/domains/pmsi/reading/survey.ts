import { parseFileName } from '../format/file-name.js'
import { type Recognition, recognise } from '../format/recognise.js'
import type { Candidate } from '../format/supersession.js'
import type { ArchiveLimits } from './archive-limits.js'
import { type FileReport, type InputFile, newFileReport, type ReadReport } from './report.js'
import { fileSource, headOf, RefusedSourceError, type Source } from './sources.js'

/** A file that could be read, its report, and what decides whether it will be. */
export type Surveyed = { source: Source; file: FileReport; candidate: Candidate }

export type Survey = {
  surveyed: Surveyed[]
  /** Archives with the reports of their entries. */
  archives: { file: FileReport; entries: FileReport[] }[]
}

const HEAD_BYTES = 64 * 1024

/**
 * Looks at the first bytes of every input, opening archives, and writes one report a file. Refusals are written
 * in the reports; only an abort is thrown.
 */
export async function surveyInputs(
  inputs: InputFile[],
  report: ReadReport,
  limits: ArchiveLimits,
  signal: AbortSignal | undefined,
): Promise<Survey> {
  const survey: Survey = { surveyed: [], archives: [] }
  for (const input of inputs) {
    signal?.throwIfAborted()
    const file = newFileReport(input.name, 'ignored')
    report.files.push(file)
    await orRefuse(file, async () => {
      const source = await fileSource(input)
      const recognition = recognise(await headOf(source, HEAD_BYTES))
      if (recognition.kind === 'archive') await surveyArchive(input, file, report, limits, survey, signal)
      else judge(source, recognition, file, survey)
    })
  }
  return survey
}

async function surveyArchive(
  input: InputFile,
  file: FileReport,
  report: ReadReport,
  limits: ArchiveLimits,
  survey: Survey,
  signal: AbortSignal | undefined,
): Promise<void> {
  file.kind = 'archive'
  Object.assign(file, identityOf([input.name]))
  // Most runs read plain files, and should not wait for what only archives need.
  const { listArchive } = await import('./archive.js')
  const { sources, refused } = await listArchive(input, limits)
  const entries: FileReport[] = []
  survey.archives.push({ file, entries })
  for (const { name, reason } of refused) {
    const entry = newFileReport(name, 'ignored')
    refuse(entry, reason)
    entries.push(entry)
    report.files.push(entry)
  }
  for (const source of sources) {
    signal?.throwIfAborted()
    const entry = newFileReport(source.name, 'ignored')
    entries.push(entry)
    report.files.push(entry)
    await orRefuse(entry, async () => {
      const recognition = recognise(await headOf(source, HEAD_BYTES))
      if (recognition.kind === 'archive') refuse(entry, NESTED_ARCHIVE)
      else judge(source, recognition, entry, survey)
    })
  }
}

/** Runs `work`; a source that cannot be trusted is refused in its report, and the others go on. */
export async function orRefuse(file: FileReport, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof RefusedSourceError)) throw error
    refuse(file, error.message)
  }
}

function refuse(file: FileReport, reason: string): void {
  file.status = 'refused'
  file.reason = reason
}

const NESTED_ARCHIVE = 'C’est une archive dans une archive : décompressez-la puis envoyez son contenu.'
const RSS =
  'Le fichier contient des RSS, directement identifiants (dates de naissance, numéros de séjour) : il n’est pas lu. Envoyez le fichier RSA de la même transmission.'
const UNITS = 'Le fichier des unités médicales n’est pas nécessaire : le type d’unité est lu dans les RSA.'
const ANO_HOSP =
  'Le fichier ANO-HOSP n’est pas utilisé : le lien entre la mère et l’enfant se fait par les fichiers VID-HOSP et TRA.'
const OTHER = 'Ce n’est pas un fichier que Trame utilise.'
const EMPTY = 'Le fichier est vide.'

function judge(source: Source, recognition: Recognition, file: FileReport, survey: Survey): void {
  const { kind } = recognition
  const identity = identityOf(source.names)
  Object.assign(file, {
    finess: identity.finess ?? recognition.finess,
    year: identity.year,
    month: identity.month,
  })
  if (kind === 'rsa' || kind === 'ano' || kind === 'tra' || kind === 'vid-hosp') {
    file.kind = kind
    const candidate = candidateOf(source, kind, recognition, survey.surveyed.length)
    Object.assign(file, { finess: candidate.finess, year: candidate.year })
    survey.surveyed.push({ source, file, candidate })
  } else if (kind === 'rss') {
    file.kind = 'rss'
    refuse(file, RSS)
  } else if (kind === 'ium') {
    file.kind = 'ium'
    file.reason = UNITS
  } else if (kind === 'ano-hosp') {
    file.reason = ANO_HOSP
  } else {
    judgeForeign(source, kind, file)
  }
}

/** Nothing PMSI inside: ignored, unless the name promised something else. */
function judgeForeign(source: Source, kind: Recognition['kind'], file: FileReport): void {
  const promised = /\.(rsa|ano|tra\.txt|zip)$/i.exec(source.name)?.[1]
  const found =
    kind === 'binary' ? 'une image, un document ou un autre fichier binaire' : 'un texte d’une autre forme'
  if (kind === 'empty') file.reason = EMPTY
  else file.reason = OTHER
  if (promised === undefined) return
  refuse(
    file,
    kind === 'empty' ? EMPTY : `Le nom se termine par « .${promised} », mais le contenu est ${found}.`,
  )
}

type Identity = Pick<Candidate, 'finess' | 'year' | 'month' | 'stamp'> & { lamda?: boolean }

/** The own name of an entry first, completed by that of its archive, which alone carries the stamp. */
function identityOf(names: string[]): Omit<Identity, 'lamda' | 'stamp'> {
  const named = names.map(parseFileName).find(({ finess }) => finess !== null)
  return { finess: named?.finess ?? null, year: named?.year ?? null, month: named?.month ?? null }
}

/**
 * A file is a LAMDA when a name says so, when its lines carry the prefix of 2015, or when its data are of the
 * year before that of the transmission it is named after.
 */
function candidateOf(
  source: Source,
  kind: Candidate['kind'],
  content: Recognition,
  index: number,
): Candidate {
  const named = source.names.map(parseFileName)
  const { finess, year, month } = identityOf(source.names)
  const isOfYearBefore = year !== null && content.year === year - 1
  const lamda = named.some((name) => name.lamda) || content.prefixed || isOfYearBefore
  return {
    index,
    kind,
    name: source.name,
    container: source.container,
    size: source.size,
    finess: content.finess ?? finess,
    year: lamda ? (content.year ?? year) : (year ?? content.year),
    month,
    stamp: named.map(({ stamp }) => stamp).find((stamp) => stamp !== null) ?? null,
    lamda,
  }
}
