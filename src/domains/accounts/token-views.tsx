import type { SignedIn } from '../../access/actor.js'
import type { Permission } from '../../access/policy.js'
import { CheckboxGroup, SelectField } from '../../web/choices.js'
import { civilDate, formatDate, formatInstant } from '../../web/dates.js'
import { CsrfField, Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { roleLabel } from '../../web/navigation.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { TOKEN_DAYS } from './schemas.js'
import type { TypedToken } from './token-pages.js'
import type { TokenLine } from './tokens.js'

/** What a token may do, in the words of its owner. A permission without words is not offered. */
const PERMISSION_WORDS: Partial<Record<Permission, string>> = {
  'network.read': 'Lire les maternités du réseau',
  'authorisation.read': 'Lire le fondement juridique',
  'authorisation.record': 'Enregistrer un fondement juridique',
  'pmsi.import': 'Envoyer des extraits PMSI',
  'pmsi.read-imports': 'Suivre les imports',
  'pmsi.read-findings': 'Lire le contrôle qualité de son établissement',
  'tracer.read': 'Lire les indicateurs',
  'tracer.enter-published': 'Saisir un chiffre publié par l’ATIH',
  'mail.read': 'Lire l’état des courriels',
  'mail.retry': 'Renvoyer un courriel en échec',
  'audit.read': 'Lire le journal',
  'privacy.read-register': 'Lire le registre des traitements',
  'account.read': 'Lire la liste des comptes',
  'directory.read': 'Chercher dans l’annuaire',
  'directory.read-records': 'Lire les fiches de l’annuaire et leur historique',
  'directory.open-structure': 'Lire les fiches des structures',
  'directory.manage': 'Créer, modifier et retirer les fiches de l’annuaire',
  'directory.write': 'Présenter les structures : coordonnées, offres, qui voit quoi',
  'directory.import': 'Importer des fichiers dans l’annuaire',
  'directory.export': 'Exporter l’annuaire',
  'echographer.read': 'Lire les identifiants des échographistes',
  'echographer.manage': 'Attribuer les identifiants des échographistes',
}

export type TokensPageProps = {
  tokens: readonly TokenLine[]
  permissions: readonly Permission[]
  role: SignedIn['role']
  timeZone: string
  csrfToken: string | null
  asksPassword: boolean
  typed: TypedToken
  errors?: FieldErrors
}

/** The tokens in use, and a form for another. */
export function TokensPage(props: TokensPageProps) {
  const { tokens, timeZone, csrfToken } = props
  return (
    <>
      <p class="lead">
        Un jeton laisse un programme (tableur, entrepôt, script d’envoi) agir à votre place, pour ce que vous
        cochez et rien d’autre. {formatCount(tokens.length, 'jeton en cours', 'jetons en cours')}.
      </p>
      <DataTable
        caption="Jetons en cours"
        onPhone="cards"
        rows={tokens}
        rowKey={(token) => token.id}
        empty={{ sentence: 'Aucun programme n’a de jeton à votre nom.' }}
        columns={[
          { key: 'name', label: 'Programme', cell: (token) => token.name },
          { key: 'permissions', label: 'Peut', cell: (token) => token.permissions.map(wordsOf).join(', ') },
          {
            key: 'used',
            label: 'Dernier usage',
            cell: (token) => (token.lastUsedAt ? formatInstant(token.lastUsedAt, timeZone) : 'jamais'),
          },
          {
            key: 'expires',
            label: 'Jusqu’au',
            noWrap: true,
            cell: (token) => formatDate(civilDate(token.expiresAt, timeZone)),
          },
          {
            key: 'revoke',
            label: 'Révoquer',
            cell: (token) => (
              <form method="post" action={`/mon-compte/jetons/${token.id}/revocation`}>
                <CsrfField token={csrfToken} />
                <button type="submit" class="link">
                  Révoquer<span class="visually-hidden"> {token.name}</span>
                </button>
              </form>
            ),
          },
        ]}
      />
      <NewTokenForm {...props} />
    </>
  )
}

function NewTokenForm({ permissions, role, csrfToken, asksPassword, errors, typed }: TokensPageProps) {
  const options = permissions.flatMap((value) => {
    const label = PERMISSION_WORDS[value]
    return label === undefined ? [] : [{ value, label }]
  })
  return (
    <section aria-labelledby="nouveau">
      <h2 id="nouveau">Créer un jeton</h2>
      <Form action="/mon-compte/jetons" csrfToken={csrfToken} errors={errors}>
        <Field
          name="name"
          label="Nom du programme"
          help="Pour le reconnaître dans cette liste, par exemple « Tableur du COPIL »."
          value={typed.name}
          errors={errors}
          autocomplete="off"
          maxLength={100}
          required
        />
        <CheckboxGroup
          name="permissions"
          label="Ce qu’il pourra faire"
          help={`Parmi ce que permet votre rôle en cours : ${roleLabel(role)}. Si ce rôle vous est retiré, le jeton s’arrête.`}
          options={options}
          values={typed.permissions}
          errors={errors}
          required
        />
        <SelectField
          name="days"
          label="Durée"
          options={TOKEN_DAYS.map((days) => ({ value: String(days), label: DURATIONS[days] }))}
          value={typed.days}
          errors={errors}
        />
        {asksPassword && (
          <Field
            name="currentPassword"
            label="Mot de passe actuel"
            help="Nous le redemandons parce qu’un jeton agit à votre place. Un courriel vous confirmera sa création."
            type="password"
            autocomplete="current-password"
            errors={errors}
            required
          />
        )}
        <SubmitButton>Créer le jeton</SubmitButton>
      </Form>
    </section>
  )
}

const DURATIONS: Record<(typeof TOKEN_DAYS)[number], string> = {
  30: '30 jours',
  90: '3 mois',
  180: '6 mois',
  365: '1 an',
}

function wordsOf(permission: string): string {
  return PERMISSION_WORDS[permission as Permission] ?? permission
}

export type NewTokenPageProps = { token: string; expiresAt: Date; timeZone: string }

/** The token, shown once. */
export function NewTokenPage({ token, expiresAt, timeZone }: NewTokenPageProps) {
  return (
    <>
      <NoticeBox
        kind="attention"
        title="Copiez-le maintenant : il ne sera plus affiché."
        text="Qui le possède agit à votre place. Gardez-le comme un mot de passe ; en cas de doute, révoquez-le."
      />
      <p class="token">
        <code>{token}</code>
      </p>
      <p>
        Il vaut jusqu’au {formatDate(civilDate(expiresAt, timeZone))}. Le programme l’envoie dans l’en-tête «
        {NO_BREAK_SPACE}Authorization: Bearer …{NO_BREAK_SPACE}».
      </p>
      <p>
        <a class="button" href="/mon-compte/jetons">
          J’ai copié le jeton
        </a>
      </p>
    </>
  )
}
