import type { ComponentChildren } from 'preact'
import { formatDate } from '../../web/dates.js'
import { Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import type { CardDay } from '../directory/cards.js'
import {
  AUDIENCE_LABELS,
  AUDIENCES,
  type Audience,
  isPractice,
  PERSON_FIELDS,
  type PersonField,
  STRUCTURE_FIELDS,
  type StructureField,
} from '../directory/visibility.js'
import { consentTag, latestConsents } from './consents-view.js'
import { ChoiceRow, DateRow, type FormState, TextRow } from './form-fields.js'
import type { ConsentRow, PersonFile, StructureFile } from './reading.js'
import { Part } from './record-view.js'
import { needsConsent } from './visibility-rules.js'
import { PERSON_PARTS, STRUCTURE_PARTS } from './visibility-schemas.js'

/** Who sees one part: the choice made or usual, and what is said of it beside. */
type Line = { field: string; label: string; chosen: Audience; remark: ComponentChildren }

type TableProps = { caption: string; lines: Line[]; remarks: string | null }

/** A table of parts and audiences: one radio button a cell, and what a choice lacks. */
function AudienceTable({ caption, lines, remarks }: TableProps) {
  return (
    <DataTable
      caption={caption}
      hideCaption
      rows={lines}
      rowKey={({ field }) => field}
      onPhone="cards"
      columns={[
        { key: 'field', label: 'Partie de la fiche', rowHeader: true, cell: ({ label }: Line) => label },
        ...AUDIENCES.map((audience) => ({
          key: audience,
          label: SHORT_LABELS[audience],
          cell: (line: Line) => <AudienceRadio line={line} audience={audience} />,
        })),
        ...(remarks === null ? [] : [{ key: 'remark', label: remarks, cell: ({ remark }: Line) => remark }]),
      ]}
      empty={{ sentence: '' }}
    />
  )
}

const SHORT_LABELS: Record<Audience, string> = {
  public: 'Tout le monde',
  members: 'Membres',
  emergency: 'Urgences et maternités',
  team: 'Équipe seule',
}

function AudienceRadio({ line, audience }: { line: Line; audience: Audience }) {
  return (
    <label class="audience-choice">
      <input type="radio" name={line.field} value={audience} checked={line.chosen === audience} />
      <span class="visually-hidden">
        {line.label}
        {NO_BREAK_SPACE}: {AUDIENCE_LABELS[audience]}
      </span>
    </label>
  )
}

type PageProps = { action: string; csrfToken: string | null; form: FormState }

type PersonVisibilityProps = PageProps & {
  file: PersonFile
  /** She chooses for herself: to open is to agree. */
  isOwn: boolean
  consent: FormState
  withdrawal: FormState
}

/** Who sees each part of the record of a person, and what she agreed to. */
export function PersonVisibilityPage(props: PersonVisibilityProps) {
  const { action, csrfToken, form, file, isOwn } = props
  const { person, day, allConsents } = file
  const latest = latestConsents(allConsents)
  const lines = PERSON_PARTS.map((field) => {
    const chosen = chosenOf(form, field, person.visibility[field] ?? PERSON_FIELDS[field].usual)
    return {
      field,
      label: PERSON_FIELDS[field].label,
      chosen,
      remark: <Remark field={field} chosen={chosen} consent={latest.get(field)} day={day} isOwn={isOwn} />,
    }
  })
  return (
    <>
      {person.objectedAt !== null && (
        <NoticeBox
          kind="attention"
          title="Opposition en cours : rien n’est montré à d’autres que l’équipe, quoi qu’on choisisse ici."
        />
      )}
      {isOwn ? (
        <p class="lead">
          Choisissez qui voit chaque partie de votre fiche. Ouvrir une partie à tout le monde, c’est donner
          votre accord{NARROW_SPACE}; la refermer, c’est le retirer, aussitôt. Ce qui est pour tout le monde
          est aussi publié en <a href="/annuaire/donnees-ouvertes">données ouvertes</a>, sous Licence Ouverte
          {NARROW_SPACE}: d’autres peuvent le reprendre, et ce qu’ils ont repris avant un retrait leur reste.
        </p>
      ) : (
        <p class="lead">
          Qui voit chaque partie de la fiche. Sans l’accord de la personne, les membres du réseau au plus
          {NARROW_SPACE}; pour une offre d’IVG, l’équipe seule. Ce qui est pour tout le monde est aussi
          republié en <a href="/annuaire/donnees-ouvertes">données ouvertes</a>, sous Licence Ouverte
          {NARROW_SPACE}: dites-le à la personne en recueillant son accord.
        </p>
      )}
      <Form action={action} csrfToken={csrfToken} errors={form.errors}>
        <input type="hidden" name="revision" value={person.revision} />
        <AudienceTable caption="Qui voit quoi" lines={lines} remarks="Accord" />
        <SubmitButton>Enregistrer ces choix</SubmitButton>
      </Form>
      {!isOwn && <ConsentForms {...props} />}
    </>
  )
}

type RemarkProps = {
  field: PersonField
  chosen: Audience
  consent: ConsentRow | undefined
  day: CardDay
  isOwn: boolean
}

/** What is agreed to, and what the choice lacks. */
function Remark({ field, chosen, consent, day, isOwn }: RemarkProps) {
  const isAgreed = consent !== undefined && consent.withdrawnAt === null
  const lacks = needsConsent(field, chosen) && !isAgreed
  if (lacks && !isOwn) {
    return (
      <StateTag
        tone="attention"
        word="Accord manquant"
        detail={`montré à ${AUDIENCE_LABELS[PERSON_FIELDS[field].withoutConsent]} en l’attendant`}
      />
    )
  }
  return <StateTag {...consentTag(consent, day)} />
}

function ConsentForms(props: PersonVisibilityProps) {
  const { csrfToken, file, consent, withdrawal, action } = props
  const base = action.replace(/\/visibilite$/, '')
  const inForce = PERSON_PARTS.filter((field) => file.consents.includes(field))
  const missing = PERSON_PARTS.filter((field) => !file.consents.includes(field))
  return (
    <>
      {missing.length > 0 && (
        <Part id="accord" title="Noter un accord">
          <Form action={`${base}/accords`} csrfToken={csrfToken} errors={consent.errors}>
            <ChoiceRow
              form={consent}
              name="scope"
              label="Pour quelle partie de la fiche"
              options={missing.map((field) => ({ value: field, label: PERSON_FIELDS[field].label }))}
              placeholder="Choisir"
              required
            />
            <DateRow form={consent} name="givenOn" label="Donné le" required />
            <TextRow
              form={consent}
              name="source"
              label="Comment"
              help="Par exemple : courrier du 3 mars, appel, bulletin d’adhésion."
              required
            />
            <SubmitButton kind="secondary">Noter l’accord</SubmitButton>
          </Form>
        </Part>
      )}
      {inForce.length > 0 && (
        <Part id="retrait-accord" title="Noter un retrait">
          <Form action={`${base}/accords/retrait`} csrfToken={csrfToken} errors={withdrawal.errors}>
            <ChoiceRow
              form={withdrawal}
              name="scope"
              label="Quel accord est retiré"
              options={inForce.map((field) => ({ value: field, label: PERSON_FIELDS[field].label }))}
              placeholder="Choisir"
              required
            />
            <DateRow
              form={withdrawal}
              name="withdrawnOn"
              label="Retiré le"
              help={`Le retrait vaut aussitôt. Aujourd’hui : ${formatDate(file.day.today)}.`}
              required
            />
            <TextRow form={withdrawal} name="source" label="Comment" required />
            <SubmitButton kind="secondary">Noter le retrait</SubmitButton>
          </Form>
        </Part>
      )}
    </>
  )
}

/** Who sees each part of the record of a structure. */
export function StructureVisibilityPage({
  action,
  csrfToken,
  form,
  file,
}: PageProps & { file: StructureFile }) {
  const { structure } = file
  const ofPractice = isPractice(structure)
  const lines = STRUCTURE_PARTS.map((field) => ({
    field,
    label: STRUCTURE_FIELDS[field].label,
    chosen: chosenOf(form, field, structure.visibility[field] ?? usualOf(field, ofPractice)),
    remark: null,
  }))
  return (
    <>
      <p class="lead">
        {ofPractice
          ? 'Un cabinet est celui de quelqu’un : montré aux membres, sauf choix contraire.'
          : 'Une institution est publique, sauf choix contraire.'}
      </p>
      <Form action={action} csrfToken={csrfToken} errors={form.errors}>
        <input type="hidden" name="revision" value={structure.revision} />
        <AudienceTable caption="Qui voit quoi" lines={lines} remarks={null} />
        <SubmitButton>Enregistrer ces choix</SubmitButton>
      </Form>
    </>
  )
}

function usualOf(field: StructureField, ofPractice: boolean): Audience {
  const usual: Audience = STRUCTURE_FIELDS[field].usual
  return ofPractice && usual === 'public' ? 'members' : usual
}

function chosenOf(form: FormState, field: string, stored: Audience): Audience {
  return AUDIENCES.find((one) => one === form.values[field]) ?? stored
}
