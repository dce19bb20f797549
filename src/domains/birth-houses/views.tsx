import type { Actor } from '../../access/actor.js'
import { can } from '../../access/policy.js'
import { SelectField } from '../../web/choices.js'
import { formatDate } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Charter } from './charter-schemas.js'
import { charterWords } from './charter-views.js'
import type { Convention } from './convention-schemas.js'
import { conventionWords } from './convention-views.js'
import type { Identity } from './identity-schemas.js'
import { IdentityFacts } from './identity-views.js'
import type { Meetings } from './meeting-schemas.js'
import { meetingWords } from './meeting-views.js'
import type { House, NewHouseForm } from './schemas.js'
import type { HouseChoices } from './service.js'
import { HouseTabs } from './tabs.js'
import type { Team } from './team-schemas.js'
import { TeamSection } from './team-views.js'

/** The houses of the network, the answer first. */
export function HousesPage({ actor, houses }: { actor: Actor; houses: House[] }) {
  const open = houses.filter(({ closedOn }) => closedOn === null).length
  const canOpen = can(actor, 'birth-house.manage')
  return (
    <>
      <HouseTabs actor={actor} current="/maisons-de-naissance" />
      <p class="lead">
        {open === 0
          ? 'Aucune maison de naissance n’est ouverte.'
          : `${formatCount(open, 'maison de naissance ouverte', 'maisons de naissance ouvertes')}.`}
      </p>
      {canOpen && houses.length > 0 && (
        <p>
          <a class="button" href="/maisons-de-naissance/nouvelle">
            Ouvrir une maison
          </a>
        </p>
      )}
      <DataTable
        caption="Maisons de naissance et maternité partenaire"
        hideCaption
        rows={houses}
        rowKey={(row) => row.id}
        onPhone="cards"
        columns={[
          {
            key: 'name',
            label: 'Maison',
            rowHeader: true,
            cell: (row) => <a href={`/maisons-de-naissance/${row.id}`}>{row.name}</a>,
          },
          { key: 'partner', label: 'Maternité partenaire', cell: (row) => row.partner?.name ?? NOT_SAID },
          { key: 'territory', label: 'Territoire', cell: (row) => row.territory ?? NOT_SAID },
          {
            key: 'opened',
            label: 'Ouverte le',
            noWrap: true,
            cell: (row) =>
              row.closedOn === null ? formatDate(row.openedOn) : `fermée le ${formatDate(row.closedOn)}`,
          },
        ]}
        empty={{
          sentence: 'Ici viendront les maisons de naissance du réseau, avec leur maternité partenaire.',
          ...(canOpen && {
            action: { href: '/maisons-de-naissance/nouvelle', label: 'Ouvrir une première maison' },
          }),
        }}
      />
    </>
  )
}

const NOT_SAID = 'non renseigné'

/** One house: what it is, beside whom, and who may act for it. */
export function HousePage({
  actor,
  house,
  identity,
  conventions,
  charters,
  team,
  held,
  today,
  midwives,
}: HousePageProps) {
  const canWrite = can(actor, 'birth-house.write')
  return (
    <>
      <HouseTabs actor={actor} current={`/maisons-de-naissance/${house.id}`} />
      <p class="lead">
        {house.partner
          ? `Maison de naissance attenante à ${house.partner.name}.`
          : 'Sa maternité partenaire n’est pas encore renseignée.'}
      </p>
      <dl class="facts">
        <dt>Nom court</dt>
        <dd>{house.shortName}</dd>
        <dt>N° FINESS géographique</dt>
        <dd>{house.finessGeo}</dd>
        <dt>Territoire</dt>
        <dd>{house.territory ?? NOT_SAID}</dd>
        {house.closedOn !== null && (
          <>
            <dt>Fermée le</dt>
            <dd>{formatDate(house.closedOn)}</dd>
          </>
        )}
      </dl>
      {can(actor, 'birth-house.manage') && (
        <p>
          <a href={`/maisons-de-naissance/${house.id}/situation`}>Changer le nom, la partenaire ou fermer</a>
        </p>
      )}
      <IdentityFacts identity={identity} />
      {canWrite && (
        <p>
          <a href={`/maisons-de-naissance/${house.id}/identite`}>Modifier l’identité et les locaux</a>
        </p>
      )}
      <section aria-labelledby="convention">
        <h2 id="convention">Convention avec la maternité partenaire</h2>
        <p>{conventionWords(conventions, today)}</p>
        <p>
          <a href={`/maisons-de-naissance/${house.id}/conventions`}>Convention de la maison</a>
        </p>
      </section>
      <section aria-labelledby="charte">
        <h2 id="charte">Charte de fonctionnement</h2>
        <p>{charterWords(charters)}</p>
        <p>
          <a href={`/maisons-de-naissance/${house.id}/charte`}>Charte de la maison</a>
        </p>
        <p>
          <a href={`/maisons-de-naissance/${house.id}/presentation`}>Page publique de la maison</a>
        </p>
      </section>
      <section aria-labelledby="autorisation">
        <h2 id="autorisation">Autorisation</h2>
        <p>
          <a href={`/maisons-de-naissance/${house.id}/autorisation`}>Dossier d’autorisation de la maison</a>
        </p>
      </section>
      {can(actor, 'birth-document.read') && (
        <section aria-labelledby="documents">
          <h2 id="documents">Documents</h2>
          <p>
            <a href={`/maisons-de-naissance/${house.id}/documents`}>Documents de la maison</a>
          </p>
        </section>
      )}
      <TeamSection houseId={house.id} team={team} today={today} canWrite={canWrite} />
      <section aria-labelledby="reunions">
        <h2 id="reunions">Réunions et staffs</h2>
        <p>
          En {held.year}
          {NO_BREAK_SPACE}: {meetingWords(held.meetings)}
        </p>
        <p>
          <a href={`/maisons-de-naissance/${house.id}/reunions`}>Réunions et staffs de la maison</a>
        </p>
      </section>
      {midwives !== null && (
        <Midwives house={house} midwives={midwives} canInvite={can(actor, 'account.manage')} />
      )}
    </>
  )
}

type HousePageProps = {
  actor: Actor
  house: House
  identity: Identity
  conventions: Convention[]
  charters: Charter[]
  team: Team
  held: Meetings
  today: string
  /** How many people may act for it; null for who may not read accounts. */
  midwives: number | null
}

function Midwives({ house, midwives, canInvite }: { house: House; midwives: number; canInvite: boolean }) {
  const invitation = withQuery('/comptes/invitations/nouvelle', {
    role: 'birth_house',
    etablissement: house.id,
  })
  return (
    <section aria-labelledby="comptes">
      <h2 id="comptes">Comptes des sages-femmes</h2>
      <p>
        {midwives === 0
          ? 'Personne ne peut encore agir pour cette maison.'
          : `${formatCount(midwives, 'personne peut', 'personnes peuvent')} tenir son registre et déclarer ses transferts.`}
      </p>
      {canInvite && (
        <p>
          <a class="button" href={invitation}>
            Inviter une sage-femme
          </a>
        </p>
      )}
    </section>
  )
}

type OpenHouseProps = {
  choices: HouseChoices
  csrfToken: string | null
  errors?: FieldErrors | undefined
  typed?: NewHouseForm | undefined
}

/** A house to open: where, under which short name, beside which maternity. */
export function OpenHousePage({ choices, csrfToken, errors, typed }: OpenHouseProps) {
  const hasSites = choices.sites.length > 0
  return (
    <>
      <p class="lead">
        Une maison de naissance a son propre site, à côté d’une maternité partenaire. Une fois ouverte, vous
        inviterez ses sages-femmes.
      </p>
      <Form action="/maisons-de-naissance" csrfToken={csrfToken} errors={errors}>
        {hasSites && (
          <SelectField
            name="establishmentId"
            label="Site déjà connu"
            help="Sinon, laissez ce choix vide et décrivez le nouveau site."
            placeholder="Nouveau site, décrit ci-dessous"
            options={optionsOf(choices.sites)}
            value={typed?.establishmentId}
            errors={errors}
          />
        )}
        <Field
          name="name"
          label={hasSites ? 'Nom du nouveau site' : 'Nom de la maison'}
          help={`Par exemple${NO_BREAK_SPACE}: Maison de naissance des Tilleuls.`}
          value={typed?.name}
          errors={errors}
          required={!hasSites}
        />
        <Field
          name="finessGeo"
          label="N° FINESS géographique"
          value={typed?.finessGeo}
          errors={errors}
          size="medium"
          required={!hasSites}
        />
        <SelectField
          name="territoryId"
          label="Territoire"
          placeholder="Aucun"
          options={optionsOf(choices.territories)}
          value={typed?.territoryId}
          errors={errors}
        />
        <Field
          name="shortName"
          label="Nom court"
          help="Deux à trente caractères, propres à la maison dans le réseau. Il ne doit nommer personne."
          value={typed?.shortName}
          errors={errors}
          size="medium"
          required
        />
        <SelectField
          name="partnerEstablishmentId"
          label="Maternité partenaire"
          help="Celle de la convention (art. R. 6323-29). Ses transferts y vont par défaut."
          placeholder="Pas encore choisie"
          options={optionsOf(choices.maternities)}
          value={typed?.partnerEstablishmentId}
          errors={errors}
        />
        <Field name="openedOn" label="Ouverte le" type="date" value={typed?.openedOn} errors={errors} />
        <SubmitButton kind="engage">Ouvrir la maison</SubmitButton>
      </Form>
    </>
  )
}

function optionsOf(rows: { id: string; name: string }[]) {
  return rows.map(({ id, name }) => ({ value: id, label: name }))
}
