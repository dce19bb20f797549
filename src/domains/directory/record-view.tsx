import { formatDate } from '../../web/dates.js'
import { safeHref, withQuery } from '../../web/links.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { PresentedHouse } from '../birth-houses/presentation.js'
import { accessibilityLabel, legalStatusLabel, modeLabel, occupationOf } from './card-labels.js'
import {
  AccessibilityList,
  AddressLines,
  CardItem,
  ContactLines,
  EmailLink,
  Facts,
  OffersList,
  PhoneLink,
  SourcesNote,
  Verified,
} from './card-views.js'
import type { CardPlace, DirectoryCard } from './cards.js'
import { KIND_FOLDERS, type Place, recordAddress } from './search-address.js'
import { MEMBERSHIP_STATES } from './vocabulary.js'

export type RecordPageProps = {
  card: DirectoryCard
  place: Place
  day: string
  /** Structures of its places that this reader may open. */
  openStructures: ReadonlySet<string>
  /** People at this structure that this reader may see. */
  people: DirectoryCard[]
  /** More people work there than are shown. */
  hasMorePeople: boolean
  /** The birth houses it is, or keeps, which have a page for everybody. */
  houses: readonly PresentedHouse[]
  managesRecords: boolean
}

/** A person or a structure, with everything this reader may know. */
export function RecordPage(props: RecordPageProps) {
  const { card, place, day, people } = props
  return (
    <>
      <p class="lead">
        {occupationOf(card, day) || 'Profession non renseignée'}
        {card.legalStatus !== null && ` · ${legalStatusLabel(card.legalStatus)}`}
      </p>
      <p>
        Fiche <Verified card={card} />
        {membershipWords(card)}
      </p>
      <Acts {...props} />
      <section aria-labelledby="joindre">
        <h2 id="joindre">Joindre</h2>
        {card.address && <AddressLines address={card.address} />}
        <ContactLines card={card} />
        {card.maternity && <p>{card.maternity.sentence}</p>}
      </section>
      {card.offers.length > 0 && (
        <section aria-labelledby="offres">
          <h2 id="offres">Offres de soins</h2>
          <OffersList offers={card.offers} />
        </section>
      )}
      {card.kind === 'person' && <Places {...props} />}
      {card.kind === 'structure' && (card.accessibility.length > 0 || card.accessibilityNote) && (
        <section aria-labelledby="accessibilite">
          <h2 id="accessibilite">Accessibilité</h2>
          <AccessibilityList kinds={card.accessibility} note={card.accessibilityNote} />
        </section>
      )}
      {people.length > 0 && <People {...props} />}
      <BirthHouses {...props} />
      <Numbers card={card} />
      <SourcesNote card={card} />
      <p class="print-only">{`Fiche imprimée d’après l’annuaire au ${formatDate(day)}.`}</p>
      <p>
        <a href={safeHref(withQuery('/annuaire', place))}>Revenir à la recherche</a>
      </p>
    </>
  )
}

function membershipWords({ membership }: DirectoryCard): string {
  if (membership === null) return ''
  const states: Readonly<Record<string, string>> = MEMBERSHIP_STATES
  const words = [states[membership.state] ?? membership.state, membership.college].filter(Boolean)
  return ` · ${words.join(', ')}`
}

function Acts({ card, place, managesRecords }: RecordPageProps) {
  const at = `${KIND_FOLDERS[card.kind]}/${card.id}`
  return (
    <p class="actions">
      <a href={safeHref(withQuery(`/annuaire/${at}/carte.vcf`, place))}>Enregistrer le contact (vCard)</a>
      <a href={safeHref(withQuery(`/annuaire/signaler/${at}`, place))}>Signaler une erreur</a>
      {managesRecords && <a href={safeHref(`/annuaire/fiches/${at}`)}>Gérer la fiche</a>}
    </p>
  )
}

function Places({ card, place, day, openStructures }: RecordPageProps) {
  if (card.places.length === 0) return null
  return (
    <section aria-labelledby="lieux">
      <h2 id="lieux">{card.places.length > 1 ? 'Lieux d’exercice' : 'Lieu d’exercice'}</h2>
      <ul class="offers">
        {card.places.map((one) => (
          <li key={one.situationId}>
            <h3>
              {openStructures.has(one.structureId) ? (
                <a href={safeHref(recordAddress('structure', one.structureId, place))}>{one.structureName}</a>
              ) : (
                one.structureName
              )}
            </h3>
            <AddressLines address={one.address} />
            <PlaceFacts place={one} day={day} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function PlaceFacts({ place, day }: { place: CardPlace; day: string }) {
  return (
    <Facts
      lines={[
        ['Fonction', place.functionWords],
        ['Exercice', place.modeCode && modeLabel(place.modeCode, day)],
        ['Téléphone', place.phone && <PhoneLink number={place.phone} />],
        ['Adresse électronique', place.email && <EmailLink address={place.email} />],
        ['Accessibilité', place.accessibility.map(accessibilityLabel).join(', ')],
      ]}
    />
  )
}

function People({ people, hasMorePeople, place, day }: RecordPageProps) {
  return (
    <section aria-labelledby="personnes">
      <h2 id="personnes">Personnes</h2>
      <ul class="card-list">
        {people.map((person) => (
          <li key={person.id}>
            <CardItem card={person} href={recordAddress('person', person.id, place)} day={day} />
          </li>
        ))}
      </ul>
      {hasMorePeople && (
        <p>{`Seules les ${people.length} premières sont montrées${NO_BREAK_SPACE}: cherchez un nom dans l’annuaire.`}</p>
      )}
    </section>
  )
}

function BirthHouses({ houses, place }: RecordPageProps) {
  if (houses.length === 0) return null
  return (
    <section aria-labelledby="maison-de-naissance">
      <h2 id="maison-de-naissance">{houses.length > 1 ? 'Maisons de naissance' : 'Maison de naissance'}</h2>
      <ul>
        {houses.map(({ id, name }) => (
          <li key={id}>
            <a href={safeHref(withQuery(`/maisons-de-naissance/${id}/presentation`, place))}>{name}</a>
            {NO_BREAK_SPACE}: ce qu’elle est, ce que promet sa charte
          </li>
        ))}
      </ul>
    </section>
  )
}

function Numbers({ card }: { card: DirectoryCard }) {
  return (
    <Facts
      lines={[
        ['N° RPPS', card.rppsNumber],
        ['N° FINESS', card.finessNumber],
      ]}
    />
  )
}
