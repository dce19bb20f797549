/** Why a mail did not leave, in our words and the server's three digits: its own words may quote an address. */
export type Refusal = {
  isFinal: boolean
  /** No mail would have left: the server is away, or takes none of ours. */
  isWayClosed: boolean
  words: string
}

/** What is said of a mail whose asker no longer holds the right to ask. */
export const DENIED = 'annulé : la personne qui l’a demandé n’a plus ce droit'
/** What is said of a mail whose link would open nothing. */
export const LINK_EXPIRED = 'annulé : le lien qu’il porte a expiré avant l’envoi'
/** What is said of a mail our own code could not send. */
export const INTERRUPTED = 'l’envoi s’est arrêté sur une erreur inattendue'
/** What is said of every mail of a demonstration. */
export const KEPT = 'non envoyé : aucun serveur d’envoi'

/** Reads what the sending threw. Final only when the server refused this very mail with a code from 500 to 599. */
export function readRefusal(error: unknown): Refusal {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  const digits = typeof responseCode === 'number' && responseCode >= 400 ? responseCode : null
  const ofThisMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  const isFinal = ofThisMail && digits !== null && digits >= 500 && digits < 600
  const words = isFinal ? finalWords(digits) : passingWords(String(code), digits)
  return { isFinal, isWayClosed: !ofThisMail, words: digits === null ? words : `${words} (${digits})` }
}

function finalWords(digits: number): string {
  if (digits === 552) return 'boîte pleine ou message trop long'
  if (digits === 554) return 'message refusé par le serveur du destinataire'
  return [550, 551, 553].includes(digits)
    ? 'adresse refusée par le serveur du destinataire'
    : 'refus du serveur du destinataire'
}

const PASSING: Record<string, string> = {
  EAUTH: 'identifiants d’envoi refusés',
  ETLS: 'connexion chiffrée impossible avec le serveur d’envoi',
  ETIMEDOUT: 'le serveur d’envoi n’a pas répondu à temps',
  EABORT: 'le serveur d’envoi n’a pas répondu à temps',
}

function passingWords(code: string, digits: number | null): string {
  return PASSING[code] ?? (digits === null ? 'serveur d’envoi injoignable' : 'refus provisoire du serveur')
}
