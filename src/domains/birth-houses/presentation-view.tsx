import { formatDate } from '../../web/dates.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Presentation } from './presentation.js'

/** A house for whoever asks: where it is, beside whom, and what its charter promises. */
export function PresentationPage({ house }: { house: Presentation }) {
  return (
    <>
      <p class="lead">{placeWords(house)}</p>
      {house.closedOn === null && (
        <p>
          On y accouche avec une sage-femme qui suit la grossesse, la naissance et les jours d’après. Si une
          difficulté survient, la maternité partenaire, attenante, prend le relais.
        </p>
      )}
      <section aria-labelledby="charte">
        <h2 id="charte">Sa charte</h2>
        {house.charter === null ? (
          <p>Le résumé de sa charte n’est pas encore publié.</p>
        ) : (
          <>
            <p class="several-lines">{house.charter.summary}</p>
            <p>
              <small>Charte adoptée le {formatDate(house.charter.adoptedOn)}.</small>
            </p>
          </>
        )}
      </section>
    </>
  )
}

function placeWords({ partner, territory, closedOn }: Presentation): string {
  if (closedOn !== null) return `Cette maison de naissance est fermée depuis le ${formatDate(closedOn)}.`
  const beside = partner === null ? 'Maison de naissance' : `Maison de naissance attenante à ${partner}`
  return territory === null ? `${beside}.` : `${beside}. Territoire${NO_BREAK_SPACE}: ${territory}.`
}
