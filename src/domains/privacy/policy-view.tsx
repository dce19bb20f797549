import { ProcessingSection } from './register-view.js'
import type { RegisterProcessing } from './schemas.js'

export type PolicyViewProps = {
  processings: RegisterProcessing[]
  /** Whether the reader has an account, hence a page of her own. */
  isSignedIn: boolean
  readsRegister: boolean
}

/** What everybody may know of the data the platform keeps: the same declarations as the register. */
export function PolicyView({ processings, isSignedIn, readsRegister }: PolicyViewProps) {
  return (
    <>
      <p class="lead">Ce que la plateforme garde, pourquoi, et combien de temps.</p>
      <p>
        Le réseau dont le nom figure en haut de page est responsable de ces données. Il n’y a ni mesure
        d’audience, ni publicité, ni traceur : un seul cookie, strictement nécessaire, garde votre session.
      </p>
      {isSignedIn && (
        <p>
          <a href="/mes-donnees">Voir, corriger et emporter mes données</a>
        </p>
      )}
      {readsRegister && (
        <p>
          <a href="/registre">Registre des traitements et demandes reçues</a>
        </p>
      )}
      <h2>Vos droits</h2>
      <p>
        Vous pouvez consulter, corriger et emporter vos données à la page « Mes données », vous opposer à un
        usage, en demander la limitation ou l’effacement. La coordination de votre réseau répond dans le mois
        ; vous pouvez aussi écrire à son délégué à la protection des données, et saisir la CNIL (cnil.fr).
      </p>
      <p>
        Les séjours du PMSI arrivent sous pseudonyme : le réseau ne sait pas de qui ils sont. Pour exercer vos
        droits sur eux, adressez-vous à l’établissement qui vous a soignée.
      </p>
      {processings.map((processing) => (
        <ProcessingSection key={processing.title} processing={processing} />
      ))}
    </>
  )
}
