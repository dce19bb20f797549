import { typeset } from '../../web/typography.js'
import { AUDIENCE_LABELS } from '../directory/visibility.js'
import type { AnswerEffects } from './answer-effects.js'
import type { LinkPage } from './link-reading.js'

type Words = { title: string; text?: string }

/** What an answer did, said to who gave it: what changed and nothing else. */
export function thanksWords({ answer, subjectKind, effects }: LinkPage): Words {
  if (answer === 'exact') return EXACT
  if (answer === 'objected') return subjectKind === 'person' ? PERSON_GONE : STRUCTURE_ASKED
  if (effects === null) return { title: 'Votre réponse est enregistrée' }
  const sentences = effectSentences(effects)
  return sentences.length === 0
    ? EXACT
    : { title: 'Merci, vos corrections sont enregistrées', text: typeset(sentences.join(' ')) }
}

const EXACT: Words = {
  title: 'Merci, votre fiche est confirmée',
  text: 'Elle porte la date de ce jour. Nous vous le demanderons de nouveau dans quelques mois.',
}

const PERSON_GONE: Words = {
  title: 'Vous n’apparaissez plus dans l’annuaire',
  text: 'Votre fiche n’est plus montrée à personne, et vos accords de diffusion sont retirés. L’équipe du réseau la garde pour elle seule, afin de ne pas vous y inscrire de nouveau.',
}

const STRUCTURE_ASKED: Words = {
  title: 'Votre demande est enregistrée',
  text: 'L’équipe du réseau en est prévenue et décide. La structure reste montrée d’ici là.',
}

function effectSentences({ changed, seen, agreed, withdrawn, isProposed }: AnswerEffects): string[] {
  return [
    changed.length > 0 && `Changé dès maintenant : ${listed(changed)}.`,
    ...seen.map(
      ({ label, audience }) =>
        `« ${label} » se montre désormais à : ${uncapitalised(AUDIENCE_LABELS[audience])}.`,
    ),
    agreed.length > 0 && `Votre accord de diffusion est enregistré pour : ${listed(agreed)}.`,
    withdrawn.length > 0 && `Votre accord de diffusion est retiré pour : ${listed(withdrawn)}.`,
    isProposed && 'Le reste de ce que vous avez écrit est transmis à l’équipe du réseau, qui le relit.',
  ].filter((one) => one !== false)
}

/** Labels in the middle of a sentence: what begins with a word loses its capital. */
function listed(labels: readonly string[]): string {
  return labels.map(uncapitalised).join(', ')
}

function uncapitalised(label: string): string {
  return label.replace(/^\p{Lu}(?!\p{Lu})/u, (letter) => letter.toLocaleLowerCase('fr'))
}
