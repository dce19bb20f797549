import type { ReportAnswers } from '../answers.js'

/** What the house of the demonstration answers to volet 1, the first year. Amounts in thousands of euros. */
export const INVENTED_ANSWERS: ReportAnswers = {
  once: {
    'I.a': { changed: null, text: 'Association loi 1901, gérée par un bureau de quatre personnes.' },
    'I.b': {
      changed: null,
      text: 'Les sages-femmes tiennent le planning et les commandes ; le secrétariat facture ; la trésorière suit le budget.',
    },
    'I.c': {
      changed: null,
      text: 'Conseil de huit personnes, dont trois sages-femmes et deux usagères ; il se réunit chaque trimestre.',
    },
    'I.g': {
      changed: null,
      text: 'Dotation de la pharmacie du partenaire, armoire fermée à clé, inventaire chaque semaine.',
    },
    'I.h': {
      changed: null,
      text: 'Dossier commun avec la maternité partenaire, lisible à tout moment des deux côtés.',
    },
  },
  texts: {
    'II.e':
      'Suivi global, préparation à la naissance, accouchements, visites à domicile, groupe d’allaitement le mercredi.',
  },
  numbers: { 'II.d': 30, 'III.a': 350, 'III.b': 21_600 },
  amounts: {
    'staff-midwives': 148.2,
    'staff-others': 24.6,
    'insurance-professional': 9.4,
    'insurance-liability': 1.2,
    'insurance-premises': 0.9,
    'purchases-equipment': 6.3,
    'purchases-information-systems': 3.1,
    'purchases-medicines': 1.8,
    'purchases-consumables': 4.7,
    'purchases-others': 0.6,
    'services-maintenance': 2.4,
    'services-renovation': 0,
    'services-cleaning': 7.2,
    'services-others': 1.1,
    'rent-premises': 18,
    'misc-communication': 1.5,
    'misc-interest': 0,
    'misc-others': 0.8,
    'health-insurance-fir': 150,
    'health-insurance-births': 21.4,
    'health-insurance-other-acts': 38.9,
    'others-couples': 10.2,
    'others-local-authorities': 8,
    'others-social-bodies': 2,
    'others-gifts': 1.7,
    'others-others': 0.5,
  },
}

/** Why a rule is not met, in the words of a house; said of any rule that is not named. */
export const INVENTED_EXPLANATIONS: Readonly<Record<string, string>> = {
  'labours-end-somewhere':
    'Une femme transférée pendant le travail en fin d’année a accouché l’année suivante, ou l’inverse.',
  'transfers-add-up': 'La même femme a été transférée deux fois.',
}
export const INVENTED_EXPLANATION =
  'Vérifié dans les dossiers : l’information n’a pas pu être recueillie pour ces femmes.'
