import { formatDate } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { DataTable } from '../../web/table.js'
import type { Authorisation, Establishment, NewAuthorisation } from './schemas.js'

type EstablishmentsPageProps = { establishments: Establishment[]; linksToIndicators: boolean }

export function EstablishmentsPage({ establishments, linksToIndicators }: EstablishmentsPageProps) {
  return (
    <DataTable
      caption="Maternités, type autorisé à ce jour et territoire"
      hideCaption
      rows={establishments}
      rowKey={(row) => row.id}
      onPhone="cards"
      columns={[
        {
          key: 'name',
          label: 'Maternité',
          rowHeader: true,
          cell: (row) =>
            linksToIndicators ? (
              <a href={`/indicateurs?etablissement=${row.finessGeo}`}>{row.name}</a>
            ) : (
              row.name
            ),
        },
        { key: 'type', label: 'Type', cell: (row) => row.type ?? 'non renseigné' },
        { key: 'territory', label: 'Territoire', cell: (row) => row.territory ?? 'non renseigné' },
        { key: 'finessGeo', label: 'FINESS géographique', noWrap: true, cell: (row) => row.finessGeo },
        { key: 'finessPmsi', label: 'FINESS e-PMSI', noWrap: true, cell: (row) => row.finessPmsi },
      ]}
      empty={{ sentence: 'Aucune maternité n’est encore enregistrée dans ce réseau.' }}
    />
  )
}

type AuthorisationPageProps = {
  authorisation: Authorisation | null
  canRecord: boolean
  csrfToken: string | null
  errors?: FieldErrors
  typed?: Partial<NewAuthorisation>
}

export function AuthorisationPage(props: AuthorisationPageProps) {
  return (
    <>
      <p class="lead">
        Les fichiers du PMSI sont des données de santé. Le réseau ne peut en recevoir que si une autorisation
        le permet, et Trame refuse tout envoi sans elle.
      </p>
      {props.authorisation ? (
        <InForce authorisation={props.authorisation} />
      ) : (
        <NoticeBox
          kind="attention"
          title="Aucun fondement juridique en cours : les envois de fichiers sont refusés."
        />
      )}
      {props.canRecord ? (
        <RecordForm {...props} />
      ) : (
        <p>Seul l’administrateur du réseau peut l’enregistrer ou le remplacer.</p>
      )}
    </>
  )
}

function InForce({ authorisation }: { authorisation: Authorisation }) {
  return (
    <section aria-labelledby="en-cours">
      <h2 id="en-cours">En cours</h2>
      {authorisation.synthetic && (
        <NoticeBox kind="information" title="Données synthétiques : aucun patient réel." />
      )}
      <dl class="facts">
        <dt>Référence</dt>
        <dd>{authorisation.reference}</dd>
        <dt>Fondement</dt>
        <dd>{authorisation.legalBasis}</dd>
        <dt>Validité</dt>
        <dd>
          du {formatDate(authorisation.validFrom)} au {formatDate(authorisation.validTo)}
        </dd>
        <dt>Délégué à la protection des données</dt>
        <dd>{authorisation.dataProtectionOfficer}</dd>
        <dt>Hébergeur de données de santé</dt>
        <dd>{authorisation.healthDataHost}</dd>
      </dl>
    </section>
  )
}

function RecordForm({ authorisation, csrfToken, errors, typed }: AuthorisationPageProps) {
  return (
    <section aria-labelledby="enregistrer">
      <h2 id="enregistrer">{authorisation ? 'Remplacer' : 'Enregistrer'}</h2>
      {authorisation && <p>Celui qui est en cours restera dans l’historique, avec sa date de fin.</p>}
      <Form action="/fondement-juridique" csrfToken={csrfToken} errors={errors}>
        <Field
          name="reference"
          label="Référence de l’autorisation"
          help="Par exemple : n° de la décision de la CNIL, convention avec l’ARS et sa date."
          value={typed?.reference}
          errors={errors}
          required
        />
        <TextArea
          name="legalBasis"
          label="Fondement et finalité"
          help="Ce que l’autorisation permet, pour qui et sur quelles données."
          value={typed?.legalBasis}
          errors={errors}
          required
        />
        <Field
          name="validFrom"
          label="Valable du"
          type="date"
          value={typed?.validFrom}
          errors={errors}
          required
        />
        <Field name="validTo" label="Jusqu’au" type="date" value={typed?.validTo} errors={errors} required />
        <Field
          name="dataProtectionOfficer"
          label="Délégué à la protection des données"
          help="Nom et moyen de le joindre."
          value={typed?.dataProtectionOfficer}
          errors={errors}
          required
        />
        <Field
          name="healthDataHost"
          label="Hébergeur certifié de données de santé (HDS)"
          value={typed?.healthDataHost}
          errors={errors}
          required
        />
        <SubmitButton kind="engage">Enregistrer le fondement juridique</SubmitButton>
      </Form>
    </section>
  )
}
