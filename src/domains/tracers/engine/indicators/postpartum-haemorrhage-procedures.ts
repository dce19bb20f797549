import type { Delivery } from '../delivery.js'
import type { Count, TracerClass, TracerIndicator } from '../indicator.js'

const isInvasive = (d: Delivery): boolean => d.embolisation || d.ligation || d.hysterectomy

export const postpartumHaemorrhageProcedures: TracerIndicator = {
  code: 'postpartum-haemorrhage-procedures',
  version: '2026-1',
  title: 'Hémorragies du post-partum : actes marqueurs',
  unit: '%',
  population: 'Femmes ayant accouché.',
  source: 'PMSI MCO : actes CCAM (CCAM v68, 09.03.04) ; liste retenue par Trame.',
  method: {
    definition: 'Part des accouchements suivis d’au moins un acte de traitement d’une hémorragie grave.',
    numerator:
      'Accouchements avec embolisation (EDSF011), ligature (EDSA002, ELSA002) ou hystérectomie (JNFA001) ; le tamponnement (JNBD002) est une ligne à part.',
    denominator: 'Séjours d’accouchement.',
    exclusions: 'Aucune. JNBD001 est un cerclage ; transfusions et diagnostics O72 n’entrent pas.',
    choices: [
      'Un acte fait lors d’un autre séjour de la même femme compte s’il est chaîné, et si ce séjour commence au plus un jour après la fin de l’accouchement ou le chevauche ; il revient à l’établissement d’accouchement.',
      'Un acte codé par deux hôpitaux compte une fois. Un acte isolé, non chaîné, n’est pas compté : il est signalé.',
      'Les familles ne s’excluent pas : leur somme peut dépasser le total.',
    ],
    limits: [
      'Les sutures de compression utérine n’ont pas de code propre : elles ne sont pas mesurables.',
      'Les effectifs sont petits : lisez plusieurs années ensemble.',
    ],
  },
  classes: [
    classOf('invasive', 'Au moins un acte invasif, hors tamponnement', isInvasive),
    classOf('any', 'Au moins un acte, tamponnement compris', (d) => isInvasive(d) || d.tamponade),
    classOf('embolisation', 'Embolisation', (d) => d.embolisation),
    classOf('ligation', 'Ligature', (d) => d.ligation),
    classOf('hysterectomy', 'Hystérectomie', (d) => d.hysterectomy),
    classOf('tamponade', 'Tamponnement', (d) => d.tamponade),
  ],
}

function classOf(code: string, label: string, numerator: Count<Delivery>): TracerClass {
  return { code, label, delivery: { numerator, denominator: () => true } }
}
