import { Field, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { SearchForm } from '../../web/search.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { professionLabel } from '../directory/card-labels.js'
import { DocumentsField, EndField, type FormState, shown } from './form-state.js'
import type { Candidate } from './listing.js'
import { maskExample } from './mask.js'
import { PATH } from './paths.js'
import { mayScan } from './rules.js'
import type { Settings } from './schemas.js'

type CandidatesPageProps = { search: string | undefined; candidates: Candidate[]; today: string }

/** Whom to give an identifier to: always somebody of the directory. */
export function CandidatesPage({ search, candidates, today }: CandidatesPageProps) {
  return (
    <>
      <p class="lead">À qui l’attribuer{NO_BREAK_SPACE}? Cherchez la personne dans l’annuaire.</p>
      <SearchForm action={`${PATH}/nouveau`} label="Nom de la personne" value={search ?? ''} />
      {search !== undefined && search !== '' && (
        <DataTable
          caption="Personnes de l’annuaire"
          rows={candidates}
          rowKey={({ id }) => id}
          onPhone="cards"
          columns={[
            {
              key: 'name',
              label: 'Personne',
              rowHeader: true,
              cell: ({ id, name, hasOne }) =>
                hasOne ? name : <a href={withQuery(`${PATH}/nouveau`, { personne: id })}>{name}</a>,
            },
            {
              key: 'profession',
              label: 'Profession',
              cell: ({ professionCode }) =>
                professionCode === null ? 'non renseignée' : professionLabel(professionCode, today),
            },
            { key: 'rpps', label: 'N° RPPS', noWrap: true, cell: ({ rppsNumber }) => rppsNumber ?? 'absent' },
            {
              key: 'has',
              label: 'Identifiant',
              cell: ({ hasOne }) => (hasOne ? 'déjà un en cours' : 'aucun'),
            },
          ]}
          empty={{
            sentence: 'Personne de ce nom dans l’annuaire. Créez d’abord sa fiche.',
            action: { href: '/annuaire/fiches', label: 'Ouvrir les fiches' },
          }}
        />
      )}
    </>
  )
}

type AttributionPageProps = FormState & {
  candidate: Candidate
  settings: Settings
  today: string
  /** The end that the rhythm of the network gives; null when it has none. */
  usualEnd: string | null
}

/** The identifier itself, since when, until when, and on what. */
export function AttributionPage(props: AttributionPageProps) {
  const { candidate, settings, today, usualEnd, csrfToken, errors } = props
  return (
    <>
      <p class="lead">Identifiant de {candidate.name}.</p>
      {!mayScan(candidate.professionCode) && <NotTheUsual candidate={candidate} today={today} />}
      <Form action={`${PATH}/nouveau`} csrfToken={csrfToken} errors={errors} hasFiles>
        <input type="hidden" name="personId" value={candidate.id} />
        <Field
          name="identifier"
          label="Identifiant"
          help={identifierHelp(settings)}
          value={shown(props, 'identifier', null)}
          errors={errors}
          maxLength={40}
          size="medium"
          required
        />
        <Field
          name="attributedOn"
          type="date"
          label="Attribué le"
          help="Un jour à venir est accepté, dans l’année : l’identifiant n’est en cours qu’à partir de ce jour."
          value={shown(props, 'attributedOn', today)}
          errors={errors}
          required
        />
        <EndField form={props} usualEnd={usualEnd} settings={settings} />
        <TextArea
          name="evidence"
          label="Sur quoi il est attribué"
          help="Diplôme ou attestation, démarche qualité, évaluation des pratiques : titres et dates. Rien sur une patiente."
          value={shown(props, 'evidence', null)}
          errors={errors}
          maxLength={1000}
          required
        />
        <DocumentsField errors={errors} />
        <SubmitButton kind="engage">Attribuer l’identifiant</SubmitButton>
      </Form>
    </>
  )
}

/** A warning, not a refusal: the record may be the one that is wrong. */
function NotTheUsual({ candidate, today }: Pick<AttributionPageProps, 'candidate' | 'today'>) {
  const { professionCode } = candidate
  const profession =
    professionCode === null
      ? 'sans profession renseignée'
      : `avec la profession « ${professionLabel(professionCode, today)} »`
  return (
    <NoticeBox
      kind="attention"
      title="Cette personne n’est ni médecin ni sage-femme d’après l’annuaire."
      text={typeset(
        `Sa fiche est ${profession}. Les échographies obstétricales sont faites par un médecin ou une sage-femme : vérifiez la personne ou corrigez sa fiche avant d’attribuer.`,
      )}
    />
  )
}

function identifierHelp({ pattern, patternWords }: Settings): string {
  const never = 'Il n’est jamais donné deux fois.'
  if (pattern === null) return `Le réseau n’a pas réglé de format. ${never}`
  const words = patternWords === null ? '' : ` (${patternWords})`
  return typeset(`De la forme « ${maskExample(pattern)} »${words}. ${never}`)
}
