import { modeLabel, occupationOf } from '../directory/card-labels.js'
import {
  AccessibilityList,
  AddressLines,
  ContactLines,
  EmailLink,
  Facts,
  OffersList,
  PhoneLink,
} from '../directory/card-views.js'
import type { CardPlace, DirectoryCard } from '../directory/cards.js'

/** A whole record, to be read over by who answers for it. */
export function RecordSheet({ card, today }: { card: DirectoryCard; today: string }) {
  return (
    <>
      <Facts
        lines={[
          [card.kind === 'person' ? 'Profession' : 'Catégorie', occupationOf(card, today)],
          ['N° RPPS', card.rppsNumber],
          ['N° FINESS', card.finessNumber],
          ['Adresse', card.address && <AddressLines address={card.address} />],
        ]}
      />
      <ContactLines card={card} />
      {card.places.length > 0 && (
        <>
          <h2>{card.places.length > 1 ? 'Lieux d’exercice' : 'Lieu d’exercice'}</h2>
          <ul>
            {card.places.map((place) => (
              <li key={place.situationId}>
                <Place place={place} today={today} />
              </li>
            ))}
          </ul>
        </>
      )}
      {card.kind === 'structure' && (card.accessibility.length > 0 || card.accessibilityNote) && (
        <>
          <h2>Accessibilité</h2>
          <AccessibilityList kinds={card.accessibility} note={card.accessibilityNote} />
        </>
      )}
      {card.offers.length > 0 && (
        <>
          <h2>{card.offers.length > 1 ? 'Offres de soins' : 'Offre de soins'}</h2>
          <OffersList offers={card.offers} />
        </>
      )}
    </>
  )
}

function Place({ place, today }: { place: CardPlace; today: string }) {
  const mode = place.modeCode === null ? null : modeLabel(place.modeCode, today)
  return (
    <>
      {[place.structureName, place.functionWords, mode].filter(Boolean).join(', ')}
      <AddressLines address={place.address} />
      {place.phone && <PhoneLink number={place.phone} />} {place.email && <EmailLink address={place.email} />}
    </>
  )
}
