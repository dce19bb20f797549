import { civilDate, formatDate } from '../../web/dates.js'
import { DataTable } from '../../web/table.js'
import { StateTag, type StateTagProps } from '../../web/tags.js'
import type { CardDay } from '../directory/cards.js'
import { secrecyOf } from '../directory/cards.js'
import {
  AUDIENCE_LABELS,
  PERSON_FIELDS,
  type PersonField,
  personFieldAudience,
  STRUCTURE_FIELDS,
  type StructureField,
  structureFieldAudience,
} from '../directory/visibility.js'
import type { ConsentRow, PersonFile, StructureFile } from './reading.js'
import type { Desk } from './record-view.js'

const FIELDS = Object.keys(PERSON_FIELDS) as PersonField[]

/** Who sees each part of her record, and what she agreed to, when and how. */
export function ConsentsPart({
  file,
  desk,
  isOwn = false,
}: {
  file: PersonFile
  desk: Desk
  isOwn?: boolean
}) {
  const { person, consents, allConsents, day } = file
  const holds = { visibility: person.visibility, objectedAt: person.objectedAt, consents }
  const latest = latestConsents(allConsents)
  return (
    <>
      <DataTable
        caption="Qui voit quoi, et avec quel accord"
        hideCaption
        rows={FIELDS}
        rowKey={(field) => field}
        onPhone="cards"
        columns={[
          {
            key: 'field',
            label: 'Partie de la fiche',
            rowHeader: true,
            cell: (field) => PERSON_FIELDS[field].label,
          },
          {
            key: 'audience',
            label: 'Qui la voit',
            cell: (field) => AUDIENCE_LABELS[personFieldAudience(field, holds)],
          },
          {
            key: 'consent',
            label: 'Accord de diffusion',
            cell: (field) => <StateTag {...consentTag(latest.get(field), day)} />,
          },
        ]}
        empty={{ sentence: '' }}
      />
      {desk.mayAct && (
        <p>
          <a class="button button-secondary" href={`${desk.base}/visibilite`}>
            {isOwn ? 'Choisir qui voit quoi' : 'Choisir qui voit quoi, noter un accord'}
          </a>
        </p>
      )}
    </>
  )
}

/** The consent of each part that counts: the one in force, else the last one withdrawn. */
export function latestConsents(consents: readonly ConsentRow[]): Map<string, ConsentRow> {
  const latest = new Map<string, ConsentRow>()
  for (const consent of consents) {
    const known = latest.get(consent.scope)
    if (!known || (known.withdrawnAt !== null && consent.withdrawnAt === null))
      latest.set(consent.scope, consent)
  }
  return latest
}

/** An accord in words, with its day and its source. */
export function consentTag(consent: ConsentRow | undefined, { timeZone }: CardDay): StateTagProps {
  if (consent === undefined) return { tone: 'neutral', word: 'Aucun accord' }
  const given = `le ${formatDate(consent.givenOn)} (${consent.source})`
  if (consent.withdrawnAt === null) return { tone: 'done', word: 'Accord donné', detail: given }
  const withdrawn = `le ${formatDate(civilDate(consent.withdrawnAt, timeZone))}`
  const source = consent.withdrawnSource === null ? '' : ` (${consent.withdrawnSource})`
  return { tone: 'refused', word: 'Accord retiré', detail: `${withdrawn}${source}` }
}

const STRUCTURE_PARTS = Object.keys(STRUCTURE_FIELDS) as StructureField[]

/** Who sees each part of the record of a structure. */
export function StructureVisibilityPart({ file, desk }: { file: StructureFile; desk: Desk }) {
  const secrecy = secrecyOf(file)
  return (
    <>
      <DataTable
        caption="Qui voit quoi"
        hideCaption
        rows={STRUCTURE_PARTS}
        rowKey={(field) => field}
        onPhone="cards"
        columns={[
          {
            key: 'field',
            label: 'Partie de la fiche',
            rowHeader: true,
            cell: (field) => STRUCTURE_FIELDS[field].label,
          },
          {
            key: 'audience',
            label: 'Qui la voit',
            cell: (field) => AUDIENCE_LABELS[structureFieldAudience(field, secrecy)],
          },
        ]}
        empty={{ sentence: '' }}
      />
      {desk.mayAct && (
        <p>
          <a class="button button-secondary" href={`${desk.base}/visibilite`}>
            Choisir qui voit quoi
          </a>
        </p>
      )}
    </>
  )
}
