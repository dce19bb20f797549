import type { ComponentChildren } from 'preact'
import { formatDate } from '../../web/dates.js'
import { safeHref } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import {
  accessesOf,
  accessibilityLabel,
  communesOf,
  firstPhone,
  languageLabel,
  legalStatusLabel,
  occupationOf,
  offerPlaceWords,
  offerWords,
  SOURCE_CITATIONS,
  termWords,
} from './card-labels.js'
import type { CardAddress, CardOffer, DirectoryCard } from './cards.js'
import { displayPhone } from './national/phone.js'

/** A number to dial with one press. */
export function PhoneLink({ number }: { number: string }) {
  return (
    <a class="phone" href={safeHref(`tel:${number}`)}>
      {displayPhone(number)}
    </a>
  )
}

export function EmailLink({ address }: { address: string }) {
  return (
    <a class="break-anywhere" href={safeHref(`mailto:${address}`)}>
      {address}
    </a>
  )
}

/** An outside page: the address as it was written, with a scheme when it had none. */
export function WebsiteLink({ address }: { address: string }) {
  const href = /^https?:\/\//i.test(address) ? address : `https://${address}`
  return (
    <a class="break-anywhere" href={safeHref(href)} rel="noreferrer nofollow">
      {address}
    </a>
  )
}

/** When somebody last said that the record is right. */
export function Verified({ card }: { card: Pick<DirectoryCard, 'verifiedOn'> }) {
  return (
    <span class="muted">
      {card.verifiedOn === null ? 'pas encore vérifiée' : `vérifiée le ${formatDate(card.verifiedOn)}`}
    </span>
  )
}

/** Every way of reaching a person or a structure that its reader may know, one a line. */
export function ContactLines({ card }: { card: DirectoryCard }) {
  const lines: [string, ComponentChildren][] = [
    ['Téléphone', card.phone && <PhoneLink number={card.phone} />],
    ['Autre téléphone', card.phone2 && <PhoneLink number={card.phone2} />],
    ['Portable', card.mobile && <PhoneLink number={card.mobile} />],
    ['Ligne directe pour les urgences', card.emergencyPhone && <PhoneLink number={card.emergencyPhone} />],
    ['Télécopie', card.fax && displayPhone(card.fax)],
    ['Adresse électronique', card.email && <EmailLink address={card.email} />],
    ['Site internet', card.website && <WebsiteLink address={card.website} />],
    ['Horaires', card.hours],
    ['Langues', card.languages.length > 0 && card.languages.map(languageLabel).join(', ')],
  ]
  return <Facts lines={lines} />
}

/** A list of facts; a blank one is left out. */
export function Facts({ lines }: { lines: [string, ComponentChildren][] }) {
  const known = lines.filter(([, value]) => Boolean(value))
  if (known.length === 0) return null
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** An address on its lines; the street is there only for who may know it. */
export function AddressLines({ address }: { address: CardAddress }) {
  const town = [address.postcode, address.commune].filter(Boolean).join(' ')
  const lines = [address.street, address.more, town].filter((line) => line !== null && line !== '')
  return (
    <address>
      {lines.map((line, index) => (
        <span key={line}>
          {index > 0 && <br />}
          {line}
        </span>
      ))}
    </address>
  )
}

/** Kinds of disability a place is ready for. */
export function AccessibilityList({ kinds, note }: { kinds: readonly string[]; note?: string | null }) {
  if (kinds.length === 0 && !note) return null
  return (
    <>
      <ul>
        {kinds.map((kind) => (
          <li key={kind}>{accessibilityLabel(kind)}</li>
        ))}
      </ul>
      {note && <p>{note}</p>}
    </>
  )
}

/** What is offered, to whom, until when, how to ask. */
export function OffersList({ offers }: { offers: readonly CardOffer[] }) {
  return (
    <ul class="offers">
      {offers.map((offer) => (
        <li key={offer.id}>
          <OfferBlock offer={offer} />
        </li>
      ))}
    </ul>
  )
}

function OfferBlock({ offer }: { offer: CardOffer }) {
  const lines: [string, ComponentChildren][] = [
    ['Où', offerPlaceWords(offer)],
    ['Jusqu’à', offer.latestTermWeeks !== null && termWords(offer.latestTermWeeks)],
    ['Pour qui', offer.audienceWords],
    ['Téléphone', offer.phone && <PhoneLink number={offer.phone} />],
    ['Adresse électronique', offer.email && <EmailLink address={offer.email} />],
    ['Rendez-vous en ligne', offer.link && <WebsiteLink address={offer.link} />],
    ['Messagerie sécurisée', offer.message && <span class="break-anywhere">{offer.message}</span>],
    ['Délai habituel', offer.delayDays !== null && formatCount(offer.delayDays, 'jour', 'jours')],
    ['Tarifs', offer.fees],
    ['Horaires', offer.hours],
    ['Langues', offer.languages.length > 0 && offer.languages.map(languageLabel).join(', ')],
    [
      'Accessibilité',
      offer.accessibility.length > 0 && offer.accessibility.map(accessibilityLabel).join(', '),
    ],
    ['Précision', offer.note],
  ]
  return (
    <>
      <h3>{offerWords(offer)}</h3>
      <Facts lines={lines} />
    </>
  )
}

/** The national files a record draws on, with their day, as their licence asks. */
export function SourcesNote({ card }: { card: Pick<DirectoryCard, 'sources'> }) {
  if (card.sources.length === 0) return null
  const words = card.sources.map(
    ({ source, on }) => `${SOURCE_CITATIONS[source] ?? source}, mise à jour du ${formatDate(on)}`,
  )
  return (
    <p class="table-note">{`Source${card.sources.length > 1 ? 's' : ''}${NO_BREAK_SPACE}: ${words.join(`${NARROW_SPACE}; `)}.`}</p>
  )
}

type CardItemProps = {
  card: DirectoryCard
  /** Address of its page. */
  href: string
  /** Day its labels are read on. */
  day: string
  /** From the commune searched around, as the crow flies. */
  kilometres?: number | null
}

/** A record in a list: name, what it is, where, phone, when it was verified. */
export function CardItem({ card, href, day, kilometres = null }: CardItemProps) {
  const phone = firstPhone(card)
  const communes = communesOf(card)
  const offers = [...new Set(card.offers.map(offerWords))]
  return (
    <article class="card-item">
      <h3>
        <a href={safeHref(href)}>{card.name}</a>
      </h3>
      <p class="card-item-what">
        {[occupationOf(card, day), card.legalStatus && legalStatusLabel(card.legalStatus)]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p class="card-item-where">
        {communes ?? 'Lieu non renseigné'}
        {kilometres !== null && ` (à ${kilometresWords(kilometres)})`}
      </p>
      {offers.length > 0 && <p class="card-item-offers">{offers.join(' · ')}</p>}
      {accessesOf(card).map(({ where, kinds }) => (
        <p key={where} class="card-item-access">
          {`Accessible${where === null ? '' : ` (${where})`}${NO_BREAK_SPACE}: ${kinds.join(', ')}`}
        </p>
      ))}
      <p class="card-item-foot">
        {phone === null ? <span class="muted">téléphone non renseigné</span> : <PhoneLink number={phone} />}
        <Verified card={card} />
      </p>
    </article>
  )
}

/** « moins d’1 km », « 12 km »: a distance as the crow flies needs no decimals. */
export function kilometresWords(kilometres: number): string {
  return kilometres < 1 ? `moins d’1${NO_BREAK_SPACE}km` : `${Math.round(kilometres)}${NO_BREAK_SPACE}km`
}
