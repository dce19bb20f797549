import type { Actor } from '../../access/actor.js'
import { personOf } from '../../access/actor.js'
import { Script } from '../../web/script.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'

type WaitingListProps = {
  actor: Actor
  csrfToken: string | null
  /** The key of a declaration this page shows: the telephone need not keep it any more. */
  declared?: string
}

/** What a telephone could not send yet. Without a script, or with nothing to send, it is not there. */
export function WaitingList({ actor, csrfToken, declared }: WaitingListProps) {
  const person = personOf(actor)
  if (!person || csrfToken === null) return null
  return (
    <section
      class="waiting-list"
      aria-labelledby="en-attente"
      aria-live="polite"
      tabIndex={-1}
      hidden
      data-waiting={person.grantId}
      data-csrf={csrfToken}
      data-declared={declared}
      data-kept={`Le réseau ne répond pas${NO_BREAK_SPACE}: la déclaration est gardée sur ce téléphone. Elle partira d’elle-même, une seule fois. Vous pouvez fermer cette page.`}
      data-signed-out="Votre session a pris fin. La déclaration est gardée sur ce téléphone : reconnectez-vous pour qu’elle parte."
      data-refused="Une déclaration demande votre réponse avant d’être enregistrée."
      data-sent={`Le réseau est revenu${NO_BREAK_SPACE}: c’est enregistré.`}
      data-waiting-title="En attente d’envoi"
      data-sent-title="Déclaration envoyée"
      data-open="Ouvrir et répondre"
      data-remove="Retirer de ce téléphone"
    >
      <h2 id="en-attente">En attente d’envoi</h2>
      <p />
      <ul />
      <a href="/maison" hidden>
        Se reconnecter
      </a>
      <button type="button" class="button-secondary">
        Envoyer maintenant
      </button>
      <Script src="/assets/transfer-queue.js" />
    </section>
  )
}
