import { ActButton } from '../../web/act-button.js'
import { Field, SubmitButton } from '../../web/forms.js'
import { DataTable } from '../../web/table.js'
import type { Account } from './record-accounts.js'

type AccountProps = {
  action: string
  csrfToken: string | null
  /** Who keeps the record now. */
  account: { id: string; name: string } | null
  search: string
  found: readonly Account[]
}

/** The account that keeps a record: the one it has, and the choice of another. */
export function AccountPage({ action, csrfToken, account, search, found }: AccountProps) {
  return (
    <>
      <p class="lead">
        La personne reliée tient sa fiche à jour elle-même, et choisit qui voit quoi. Vérifiez que c’est bien
        elle{'\u00a0'}: un nom ne suffit pas.
      </p>
      {account && (
        <div class="actions">
          <p>Reliée au compte de {account.name}.</p>
          <ActButton action={`${action}/retrait`} label="Délier ce compte" csrfToken={csrfToken} />
        </div>
      )}
      <form class="form" method="get" action={action}>
        <Field
          name="q"
          label="Chercher un compte du réseau"
          help="Par le nom ou l’adresse électronique."
          value={search}
        />
        <SubmitButton kind="secondary">Chercher</SubmitButton>
      </form>
      {search !== '' && (
        <DataTable
          caption="Comptes trouvés"
          rows={found}
          rowKey={({ id }) => id}
          onPhone="cards"
          columns={[
            { key: 'name', label: 'Nom', rowHeader: true, cell: ({ name }) => name },
            { key: 'email', label: 'Adresse', cell: ({ email }) => email },
            {
              key: 'act',
              label: 'Agir',
              cell: ({ id, name }) => (
                <ActButton
                  action={action}
                  label="Relier"
                  about={`la fiche au compte de ${name}`}
                  fields={{ userId: id }}
                  csrfToken={csrfToken}
                />
              ),
            },
          ]}
          empty={{
            sentence:
              'Aucun compte du réseau ne répond à ce nom ni à cette adresse. Invitez la personne depuis « Comptes et droits », puis revenez ici.',
          }}
        />
      )}
    </>
  )
}
