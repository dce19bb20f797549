import { NARROW_SPACE } from '../../web/typography.js'
import type { TracerIndicator } from './engine/indicator.js'
import { words } from './figure-words.js'

/** « Comment est-ce calculé ? » in full: what a reader needs to trust the figure or to dispute it. */
export function Method({ indicator }: { indicator: TracerIndicator }) {
  const { method, population, source, version } = indicator
  return (
    <section aria-labelledby="methode">
      <h2 id="methode">Comment est-ce calculé{NARROW_SPACE}?</h2>
      <dl>
        <Entry term="Définition" texts={[method.definition]} />
        <Entry term="Population" texts={[population]} />
        <Entry term="Numérateur" texts={[method.numerator]} />
        <Entry term="Dénominateur" texts={[method.denominator]} />
        <Entry term="Exclusions" texts={[method.exclusions]} />
        <Entry term="Choix de Trame" texts={method.choices} />
        <Entry term="Limites" texts={method.limits} />
        <Entry term="Source" texts={[source]} />
        <Entry term="Version de la définition" texts={[version]} />
      </dl>
    </section>
  )
}

function Entry({ term, texts }: { term: string; texts: string[] }) {
  if (texts.length === 0) return null
  return (
    <>
      <dt>
        <strong>{term}</strong>
      </dt>
      {texts.map((text) => (
        <dd key={text}>{words(text)}</dd>
      ))}
    </>
  )
}
