import { can, type Permission } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { PageView } from '../../web/reply-page.js'
import { personName } from '../directory/cards.js'
import type { Writer } from '../directory/changes.js'
import { framed } from './frames.js'
import { KIND_PATHS, OWN_RECORD, RECORDS, recordPath } from './paths.js'
import {
  ownRecordId,
  type PersonFile,
  readOwnPerson,
  readPerson,
  readStructure,
  type StructureFile,
} from './reading.js'
import type { Subject } from './subject.js'
import { ownWriter, teamWriter } from './writer.js'

/**
 * From where a record is kept: by the team at its address, by the referent of a structure at the same one, by a person
 * at her own. The pages and the acts of a part of a record (places, offers, who sees what) are the same for all.
 */
export type RecordDesk<File> = {
  kind: Subject['kind']
  /** Route of the record; `id` is absent from one’s own. */
  route: string
  permission: Permission
  idOf: (ctx: Ctx, id: string | undefined) => Promise<string>
  /** The record, for a form that changes it. Throws `directory.not-found`. */
  open: (ctx: Ctx, id: string | undefined) => Promise<File>
  /** Address of the record. */
  path: (id: string) => string
  writer: (ctx: Ctx) => Promise<Writer>
  frame: (title: string, file: File) => Pick<PageView, 'title' | 'module' | 'breadcrumb'>
}

/** The record of a person, kept by the team. */
export const PERSON_DESK: RecordDesk<PersonFile> = {
  kind: 'person',
  route: `${RECORDS}/${KIND_PATHS.person}/:id`,
  permission: 'directory.manage',
  idOf: async (_ctx, id = '') => id,
  open: async (ctx, id = '') => {
    const file = await readPerson(ctx, id)
    if (!file.mayManage) throw new AppError('directory.not-found')
    return file
  },
  path: (id) => recordPath('person', id),
  writer: (ctx) => teamWriter(ctx),
  frame: (title, { person }) => framed(title, { kind: 'person', id: person.id, name: personName(person) }),
}

/** The record of a structure, kept by the team and by who answers for it. */
export const STRUCTURE_DESK: RecordDesk<StructureFile> = {
  kind: 'structure',
  route: `${RECORDS}/${KIND_PATHS.structure}/:id`,
  permission: 'directory.write',
  idOf: async (_ctx, id = '') => id,
  open: async (ctx, id = '') => {
    // A professional holds the permission for her own record, which no structure is.
    if (!can(ctx.actor, 'directory.open-structure')) throw new AppError('directory.not-found')
    const file = await readStructure(ctx, id)
    if (!file.mayWrite) throw new AppError('directory.not-found')
    return file
  },
  path: (id) => recordPath('structure', id),
  writer: (ctx) => (can(ctx.actor, 'directory.manage') ? teamWriter(ctx) : ownWriter(ctx, 'directory.write')),
  frame: (title, { structure }) =>
    framed(title, { kind: 'structure', id: structure.id, name: structure.name }),
}

/** One’s own record. */
export const OWN_DESK: RecordDesk<PersonFile> = {
  kind: 'person',
  route: OWN_RECORD,
  permission: 'directory.own-record',
  idOf: (ctx) => ownRecordId(ctx),
  open: async (ctx) => {
    const file = await readOwnPerson(ctx)
    if (!file) throw new AppError('directory.not-found')
    return file
  },
  path: () => OWN_RECORD,
  writer: (ctx) => ownWriter(ctx, 'directory.own-record'),
  frame: (title) => ({
    title,
    module: 'Ma fiche',
    breadcrumb: [{ label: 'Ma fiche', href: OWN_RECORD }, { label: title }],
  }),
}
