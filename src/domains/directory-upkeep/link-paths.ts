/** Where one answers a question from a mail, without an account. */
export const LINK_PATHS = {
  page: '/annuaire/verification',
  exact: '/annuaire/verification/exacte',
  correction: '/annuaire/verification/correction',
  removal: '/annuaire/verification/retrait',
  renewal: '/annuaire/verification/nouveau-lien',
  byEmail: '/annuaire/verification/lien',
  sent: '/annuaire/verification/lien-envoye',
} as const
