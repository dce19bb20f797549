import { type SQL, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { copyJson } from '../../db/copy.js'
import type { Source } from '../directory/provenance.js'
import {
  directoryActivities,
  directoryConsents,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../directory/tables.js'
import type { FileReport } from './file-lines.js'
import { type Columns, PERSON_FIELDS, SITUATION_FIELDS, STRUCTURE_FIELDS } from './imported-fields.js'
import { placeName, type WrittenRows, writeNewPeople, writeNewStructures } from './new-rows.js'
import {
  type ComparedRow,
  comparePerson,
  compareStructure,
  type GoneRecord,
  goneRow,
  type StagedRecord,
} from './record-verdicts.js'
import type { ByVerdict, ImportCounts } from './schemas.js'
import { asJson, joinWhole } from './set-writing.js'
import { directoryImportRows as rows } from './tables.js'

/** What is being compared, and for which network. */
export type Comparison = {
  importId: string
  networkId: string
  source: Source
  fileDate: string
  /** Where the file says all there is of a person’s places; null when it does not. */
  departments: readonly string[] | null
  /** Skills of the file are added to those known: it does not say all of them. */
  addsSkills: boolean
}

/** Compares each staged record with the one it is about, and writes what comes of it as the rows of the import. */
export async function writeVerdicts(
  ctx: Ctx,
  comparison: Comparison,
  report: FileReport,
): Promise<ImportCounts> {
  for (let start = 0; start < report.refused.length; start += AT_ONCE)
    await writeRows(ctx, comparison, report.refused.slice(start, start + AT_ONCE).map(refusalRow))
  const verdicts = await compareStaged(ctx, comparison)
  const { lines, setAside, refusedLines, refusedNotListed } = report
  return { lines, setAside, refused: refusedLines, refusedNotListed, ...verdicts }
}

/** What came of a comparison, and how many rows have a reservation or keep a value that the file says otherwise. */
type VerdictCounts = Pick<ImportCounts, 'people' | 'structures' | 'warnings' | 'kept'>

/** The same without a file: what is staged again from the rows of an earlier comparison, whose rows these replace. */
export async function compareStaged(ctx: Ctx, comparison: Comparison): Promise<VerdictCounts> {
  const counts: VerdictCounts = { people: noVerdict(), structures: noVerdict(), warnings: 0, kept: 0 }
  const write = async (rows: readonly ComparedRow[]) => {
    for (const row of rows) count(counts, row)
    await writeRows(ctx, comparison, rows.map(verdictRow))
  }
  await planWholeJoins(ctx)
  countNew(counts, 'people', await writeNewPeople(ctx, comparison))
  countNew(counts, 'structures', await writeNewStructures(ctx, comparison))
  const staged = () => ctx.db.execute<StagedRecord>(FETCH)
  await eachBatch(ctx, knownPeople(ctx), staged, (rows) =>
    write(rows.map((row) => comparePerson(row, comparison))),
  )
  await eachBatch(ctx, knownStructures(ctx), staged, (rows) =>
    write(rows.map((row) => compareStructure(row, comparison))),
  )
  const gone = () => ctx.db.execute<GoneRecord>(FETCH)
  await eachBatch(ctx, goneRecords(ctx, comparison), gone, (rows) => write(rows.map(goneRow)))
  return counts
}

function noVerdict(): ByVerdict {
  return { new: 0, changed: 0, unchanged: 0, gone: 0 }
}

function countNew(
  counts: VerdictCounts,
  of: 'people' | 'structures',
  { count, warnings }: WrittenRows,
): void {
  counts[of].new = count
  counts.warnings += warnings
}

function count(counts: VerdictCounts, row: ComparedRow): void {
  const of = row.subjectKind === 'person' ? counts.people : counts.structures
  of[row.verdict] += 1
  if (row.warning !== null) counts.warnings += 1
  if (row.changes?.kept || row.changes?.keptPlaces) counts.kept += 1
}

type WrittenRow = Partial<
  Pick<
    typeof rows.$inferInsert,
    'line' | 'subjectKind' | 'subjectId' | 'label' | 'payload' | 'changes' | 'columnName' | 'reason'
  >
> & { verdict: string }

function verdictRow({ id, warning, label, ...row }: ComparedRow): WrittenRow {
  return { ...row, subjectId: id, label: label.slice(0, 300), reason: warning }
}

function refusalRow({ line, column, reason, label }: FileReport['refused'][number]): WrittenRow {
  return { line, verdict: 'refused', label: label?.slice(0, 300), columnName: column?.slice(0, 200), reason }
}

/** One value for all of them: thousands of parameters cost more to bind than their rows to write. */
async function writeRows(
  ctx: Ctx,
  { networkId, importId }: Comparison,
  written: WrittenRow[],
): Promise<void> {
  await ctx.db.execute(sql`
    insert into ${rows}
      (network_id, import_id, line, verdict, subject_kind, subject_id, label, payload, changes, column_name, reason)
    select ${networkId}::uuid, ${importId}::uuid, made.*
    from jsonb_to_recordset(${copyJson(written)}::jsonb) as made (
      line int, verdict text, "subjectKind" text, "subjectId" uuid, label text, payload jsonb, changes jsonb,
      "columnName" text, reason text)`)
}

/** Cursors are planned for their first rows; here all of them are read. Temporary tables have no statistics yet. */
async function planWholeJoins(ctx: Ctx): Promise<void> {
  await ctx.db.execute(sql`set local cursor_tuple_fraction = 1`)
  await joinWhole(ctx)
  for (const joined of [
    sql`staged_people (key, id, is_new)`,
    sql`staged_structures (key, id, is_new)`,
    sql`staged_situations (person_key, structure_key)`,
    sql`staged_gone (id)`,
  ])
    await ctx.db.execute(sql`analyze ${joined}`)
}

/** Records are read, compared and written a thousand at a time. */
const AT_ONCE = 1000
const FETCH = sql`fetch 1000 from staged`

async function eachBatch<Row>(
  ctx: Ctx,
  query: SQL,
  next: () => Promise<{ rows: Row[] }>,
  work: (rows: Row[]) => Promise<void>,
): Promise<void> {
  await ctx.db.execute(sql`declare staged no scroll cursor for ${query}`)
  for (;;) {
    const { rows } = await next()
    if (rows.length === 0) break
    await work(rows)
  }
  await ctx.db.execute(sql`close staged`)
}

function knownPeople(ctx: Ctx): SQL {
  const people = within(ctx.actor, 'directory.run-import', { network: directoryPeople.networkId })
  const consents = within(ctx.actor, 'directory.run-import', { network: directoryConsents.networkId })
  return sql`
    select s.key, s.line, s.id, s.fields, s.consent, s.warning,
      ${knownRecord(directoryPeople, PERSON_FIELDS)} as known,
      ${directoryPeople.objectedAt} is not null as "hasObjected",
      incoming.situations as incoming, known.situations as situations,
      case when s.consent is null then null else (
        select jsonb_build_object(
          'newId', gen_random_uuid(), 'isChosen', coalesce(${directoryPeople.visibility} ? 'listing', false),
          'inForce', coalesce(bool_or(${directoryConsents.withdrawnAt} is null), false),
          'withdrawn', coalesce(bool_or(${directoryConsents.withdrawnAt} is not null), false))
        from ${directoryConsents}
        where ${consents} and ${directoryConsents.personId} = s.id and ${directoryConsents.scope} = 'listing'
      ) end as consents
    from staged_people s
    join ${directoryPeople} on ${directoryPeople.id} = s.id and ${people}
    left join (
      select l.person_key, jsonb_agg(jsonb_build_object(
        'id', gen_random_uuid(), 'structureId', t.id, 'fields', l.fields,
        'place', ${placeName(ctx)}) order by t.line, t.key, l.fields::text) as situations
      from staged_situations l join staged_structures t on t.key = l.structure_key
      where l.person_key in (select key from staged_people where not is_new)
      group by 1
    ) incoming on incoming.person_key = s.key
    left join (${knownSituations(ctx, sql`select id from staged_people where not is_new`)}) known
      on known.person_id = s.id
    where not s.is_new
    order by s.line nulls last, s.key`
}

function knownSituations(ctx: Ctx, people: SQL): SQL {
  const situations = within(ctx.actor, 'directory.run-import', { network: directorySituations.networkId })
  return sql`
    select ${directorySituations.personId} as person_id, jsonb_agg(jsonb_build_object(
      'id', ${directorySituations.id}, 'structureId', ${directorySituations.structureId},
      'place', ${directoryStructures.name}, 'departmentCode', ${directoryStructures.departmentCode},
      'fields', ${asJson(SITUATION_FIELDS)}, 'provenance', ${directorySituations.provenance},
      'saidElsewhere', ${directorySituations.saidElsewhere}, 'goneSince', ${directorySituations.goneSince}) order by ${directorySituations.id}) as situations
    from ${directorySituations}
    join ${directoryStructures} on ${directoryStructures.id} = ${directorySituations.structureId}
    where ${situations} and ${directorySituations.personId} in (${people})
    group by 1`
}

function knownStructures(ctx: Ctx): SQL {
  const structures = within(ctx.actor, 'directory.run-import', { network: directoryStructures.networkId })
  const activities = within(ctx.actor, 'directory.run-import', { network: directoryActivities.networkId })
  return sql`
    select s.key, s.line, s.id, s.fields, s.supposed, s.warning, s.activities as "incomingActivities",
      ${knownRecord(directoryStructures, STRUCTURE_FIELDS)} as known,
      case when s.activities is null then null else (
        select coalesce(jsonb_agg(jsonb_build_object(
          'regime', ${directoryActivities.regime}, 'activityCode', ${directoryActivities.activityCode},
          'modalityCode', ${directoryActivities.modalityCode}, 'formCode', ${directoryActivities.formCode},
          'startsOn', ${directoryActivities.startsOn}, 'endsOn', ${directoryActivities.endsOn},
          'isActive', ${directoryActivities.isActive}, 'readOn', ${directoryActivities.readOn},
          'importId', ${directoryActivities.importId})), '[]')
        from ${directoryActivities} where ${activities} and ${directoryActivities.structureId} = s.id
      ) end as activities
    from staged_structures s
    join ${directoryStructures} on ${directoryStructures.id} = s.id and ${structures}
    where not s.is_new and not s.is_settled
    order by s.line nulls last, s.key`
}

/** The row a staged record is about, as JSON. */
function knownRecord(table: typeof directoryPeople | typeof directoryStructures, fields: Columns): SQL {
  return sql`jsonb_build_object(
    'fields', ${asJson(fields)}, 'provenance', ${table.provenance}, 'saidElsewhere', ${table.saidElsewhere},
    'goneSince', ${table.goneSince}, 'archivedAt', ${table.archivedAt})`
}

function goneRecords(ctx: Ctx, { departments }: Comparison): SQL {
  const people = within(ctx.actor, 'directory.run-import', { network: directoryPeople.networkId })
  const structures = within(ctx.actor, 'directory.run-import', { network: directoryStructures.networkId })
  return sql`
    select g.kind, g.id, g.is_whole as "isWhole",
      ${directoryPeople.lastName} as "lastName", ${directoryPeople.firstName} as "firstName",
      ${directoryPeople.professionCode} as "professionCode",
      ${directoryStructures.name} as name, ${directoryStructures.communeName} as "communeName",
      known.situations, ${sql.param(departments === null ? null : [...departments])}::text[] as departments
    from staged_gone g
    left join ${directoryPeople} on g.kind = 'person' and ${directoryPeople.id} = g.id and ${people}
    left join ${directoryStructures} on g.kind = 'structure' and ${directoryStructures.id} = g.id and ${structures}
    left join (${knownSituations(ctx, sql`select id from staged_gone where kind = 'person'`)}) known
      on known.person_id = g.id
    order by g.kind, ${directoryPeople.lastName}, ${directoryStructures.name}, g.id`
}
