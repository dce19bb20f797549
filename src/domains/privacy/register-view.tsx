import { RIGHTS } from '../../audit/sentences.js'
import { CLASS_WORDS } from '../../privacy/words.js'
import { formatDate, formatDeadline } from '../../web/dates.js'
import { DataTable } from '../../web/table.js'
import { slug } from '../../web/typography.js'
import type { RequestReceived } from './register.js'
import type { Register, RegisterProcessing } from './schemas.js'

export type RegisterViewProps = { register: Register; requests: RequestReceived[]; today: string }

export function RegisterView({ register, requests, today }: RegisterViewProps) {
  return (
    <>
      <p class="lead">
        Ce que la plateforme fait des données de personnes pour {register.network} (article 30 du RGPD). Cette
        page est écrite à partir de la base elle-même : elle dit ce qui est réellement gardé.
      </p>
      <dl class="facts">
        <dt>Responsable du traitement</dt>
        <dd>{register.network}</dd>
        <dt>Délégué à la protection des données</dt>
        <dd>{register.dataProtectionOfficer ?? 'à inscrire à la page « Fondement juridique »'}</dd>
        <dt>Hébergeur de données de santé</dt>
        <dd>{register.healthDataHost ?? 'à inscrire à la page « Fondement juridique »'}</dd>
        <dt>Transferts hors de l’Union européenne</dt>
        <dd>aucun par la plateforme elle-même</dd>
        <dt>Mesures de sécurité</dt>
        <dd>
          droits par rôle et par territoire, cloisonnement des réseaux dans la base, second facteur pour la
          coordination et l’administration, journal scellé, pseudonymes hachés, petits effectifs masqués
        </dd>
      </dl>
      <p>
        <a class="export" href="/registre/export.csv">
          Exporter le registre (CSV Excel)
        </a>
      </p>
      <Requests requests={requests} today={today} />
      {register.processings.map((processing) => (
        <ProcessingSection key={processing.title} processing={processing} />
      ))}
    </>
  )
}

function Requests({ requests, today }: { requests: RequestReceived[]; today: string }) {
  return (
    <section aria-labelledby="demandes">
      <h2 id="demandes">Demandes reçues depuis un an</h2>
      <DataTable
        caption="Demandes des personnes sur leurs données"
        hideCaption
        rows={requests}
        rowKey={({ id }) => String(id)}
        onPhone="cards"
        columns={[
          { key: 'personne', label: 'Personne', rowHeader: true, cell: ({ name }) => name },
          { key: 'droit', label: 'Demande', cell: ({ right }) => rightWords(right) },
          { key: 'recue', label: 'Reçue le', noWrap: true, cell: ({ askedOn }) => formatDate(askedOn) },
          {
            key: 'echeance',
            label: 'Répondre avant le',
            cell: ({ answerBy }) =>
              `${formatDate(answerBy)}${answerBy < today ? '' : ` (${formatDeadline(answerBy, today)})`}`,
          },
        ]}
        empty={{ sentence: 'Aucune demande : elles viennent de la page « Mes données » de chaque personne.' }}
      />
    </section>
  )
}

/** One processing: why, on what basis, for whom, and each thing kept with its length of time. */
export function ProcessingSection({ processing }: { processing: RegisterProcessing }) {
  const id = slug(processing.title)
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{processing.title}</h2>
      <dl class="facts">
        <dt>Pourquoi</dt>
        <dd>{processing.purpose}</dd>
        <dt>Base légale</dt>
        <dd>{processing.basis}</dd>
        <dt>Qui y a accès</dt>
        <dd>{processing.recipients}</dd>
        {processing.people.length > 0 && (
          <>
            <dt>Personnes concernées</dt>
            <dd>{processing.people.join(' ; ')}</dd>
          </>
        )}
      </dl>
      <DataTable
        caption={`${processing.title} : données et durées`}
        hideCaption
        rows={processing.tables}
        rowKey={({ table }) => table}
        onPhone="cards"
        columns={[
          { key: 'donnees', label: 'Données', rowHeader: true, cell: ({ holds }) => holds },
          { key: 'classe', label: 'Nature', cell: (row) => CLASS_WORDS[row.class] },
          { key: 'duree', label: 'Gardées', cell: ({ retention }) => retention },
        ]}
        empty={{ sentence: 'Rien n’est gardé à ce titre.' }}
      />
    </section>
  )
}

/** « opposition à un usage »; a right this version does not know is written as it is. */
export function rightWords(right: string): string {
  return right in RIGHTS ? RIGHTS[right as keyof typeof RIGHTS] : right
}
