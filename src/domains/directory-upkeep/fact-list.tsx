import type { ComponentChildren } from 'preact'
import type { DirectoryCard } from '../directory/cards.js'
import { type CardFact, factsOfCard } from './card-facts.js'

type FactListProps = {
  card: DirectoryCard
  today: string
  /** What to say under a fact, who sees it for instance. */
  note?: (fact: CardFact) => ComponentChildren
}

/** What a record says, a fact under the other. */
export function FactList({ card, today, note }: FactListProps) {
  return (
    <dl class="facts">
      {factsOfCard(card, today).map((fact) => (
        <div key={fact.name}>
          <dt>{fact.label}</dt>
          {fact.words.map((words) => (
            <dd key={words} class="break-anywhere">
              {words}
            </dd>
          ))}
          {note && <dd class="cell-note">{note(fact)}</dd>}
        </div>
      ))}
    </dl>
  )
}
