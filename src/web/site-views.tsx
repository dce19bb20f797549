import { NO_BREAK_SPACE } from './typography.js'

/** What the declaration of accessibility states: changed by whoever has checked again, never by the clock. */
const ACCESSIBILITY = {
  checkedOn: '22 novembre 2026',
  standard: 'RGAA 4.1.2',
} as const

/** State of accessibility: what was checked, what is known to be missing, whom to tell. */
export function AccessibilityPage() {
  return (
    <div class="prose">
      <p class="lead">
        Trame est partiellement conforme au {ACCESSIBILITY.standard} (référentiel général d’amélioration de
        l’accessibilité).
      </p>
      <p>
        Déclaration établie le {ACCESSIBILITY.checkedOn} par l’équipe de Trame, à partir de ses propres
        contrôles. Aucun audit des 106 critères par un tiers n’a encore été mené{NO_BREAK_SPACE}: aucun taux
        de conformité ne peut donc être annoncé, et c’est la raison de la mention « partiellement ».
      </p>
      <h2>Ce qui est contrôlé</h2>
      <ul>
        <li>
          par un outil automatique (axe-core, règles WCAG 2.1 A et AA), de jour et de nuit, à chaque livraison
          ;
        </li>
        <li>au clavier seul, avec un repère de position toujours visible ;</li>
        <li>sans JavaScript ;</li>
        <li>à 320 pixels de large, sans défilement horizontal de la page.</li>
      </ul>
      <p>
        Pages contrôlées{NO_BREAK_SPACE}: connexion, indicateurs, comparaison, extraits PMSI, contrôle
        qualité, maternités, fondement juridique, journal, registre, mes données, pages d’erreur, et les trois
        pages du pied de page.
      </p>
      <h2>Ce qui n’est pas conforme, ou pas encore vérifié</h2>
      <ul>
        <li>
          l’usage avec un lecteur d’écran (NVDA, VoiceOver) n’a pas encore été essayé par une personne ;
        </li>
        <li>
          les graphiques ont un titre et un tableau de même contenu, mais leurs courbes ne se lisent pas point
          par point ;
        </li>
        <li>
          les abréviations (PMSI, RSA, FINESS…) ne sont pas toutes expliquées à leur première apparition ;
        </li>
        <li>
          les fichiers CSV exportés n’ont pas de structure accessible ; les pages donnent la même information.
        </li>
      </ul>
      <p>
        Aucune dérogation pour charge disproportionnée n’est invoquée. Aucun contenu de tiers n’est affiché.
      </p>
      <h2>Signaler une difficulté</h2>
      <p>
        Écrivez à la coordination de votre réseau{NO_BREAK_SPACE}: elle vous donnera l’information sous une
        autre forme et transmettra le défaut à l’équipe de Trame.
      </p>
      <h2>Si aucune réponse ne vous est donnée</h2>
      <p>Vous pouvez saisir le Défenseur des droits{NO_BREAK_SPACE}:</p>
      <ul>
        <li>
          en ligne{NO_BREAK_SPACE}:{' '}
          <a href="https://formulaire.defenseurdesdroits.fr/">formulaire du Défenseur des droits</a> ;
        </li>
        <li>auprès d’un délégué du Défenseur des droits dans votre département ;</li>
        <li>
          par courrier gratuit, sans timbre{NO_BREAK_SPACE}: Défenseur des droits, Libre réponse 71120, 75342
          Paris CEDEX 07.
        </li>
      </ul>
    </div>
  )
}

/** Who answers for the service. What only the network knows is said to be missing rather than made up. */
export function LegalPage({ network }: { network: string | null }) {
  return (
    <div class="prose">
      <p class="lead">
        {network
          ? `Ce service est édité par ${network}.`
          : 'Ce service est édité par le réseau de santé en périnatalité qui vous y donne accès.'}
      </p>
      <dl class="facts">
        <dt>Éditeur</dt>
        <dd>
          {network ?? 'le réseau dont vous êtes membre'}. Son adresse et le nom de la personne responsable de
          la publication figurent sur son site.
        </dd>
        <dt>Hébergeur de données de santé</dt>
        <dd>indiqué, pour chaque réseau, à la page « Fondement juridique »</dd>
        <dt>Logiciel</dt>
        <dd>Trame, plateforme ouverte des réseaux de santé en périnatalité</dd>
      </dl>
      <h2>Ce que ces pages ne sont pas</h2>
      <p>
        Trame aide des professionnels à organiser les soins. Ses indicateurs ne sont ni un avis médical, ni un
        classement des établissements.
      </p>
      <h2>Réutilisation</h2>
      <p>
        Les chiffres peuvent être cités avec leur source, leur année et la version des définitions, telles
        qu’elles figurent en bas de page. Les petits effectifs masqués le restent dans toute réutilisation.
      </p>
    </div>
  )
}
