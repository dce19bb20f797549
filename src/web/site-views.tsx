/** State of accessibility: what was checked, what is known to be missing, whom to tell. */
export function AccessibilityPage() {
  return (
    <div class="prose">
      <p class="lead">Trame est partiellement conforme au RGAA 4.1.</p>
      <p>
        Les pages sont contrôlées à chaque livraison par un outil automatique (axe-core, règles WCAG 2.1 A et
        AA), au clavier, sans JavaScript et à 320 pixels de large. Aucun audit complet des 106 critères par un
        tiers n’a encore été mené : c’est la raison de la mention « partiellement ».
      </p>
      <h2>Signaler une difficulté</h2>
      <p>
        Écrivez à la coordination de votre réseau : elle vous donnera l’information sous une autre forme et
        transmettra le défaut à l’équipe de Trame. Sans réponse de sa part, vous pouvez saisir le Défenseur
        des droits.
      </p>
    </div>
  )
}

export function LegalPage() {
  return (
    <div class="prose">
      <p class="lead">Cette plateforme est mise en œuvre par votre réseau de santé en périnatalité.</p>
      <p>
        Trame est un logiciel libre. L’éditeur du service est le réseau dont le nom figure en haut de page ;
        l’hébergeur des données de santé est indiqué à la page « Fondement juridique ».
      </p>
    </div>
  )
}

export function PrivacyPage() {
  return (
    <div class="prose">
      <p class="lead">Ce que la plateforme conserve, pourquoi et combien de temps.</p>
      <h2>Extraits du PMSI</h2>
      <p>
        Seuls les séjours d’accouchement, de naissance et ceux qu’il faut pour les relier sont gardés, sous
        pseudonyme haché avec un secret propre à la plateforme. Les fichiers envoyés sont effacés dès la fin
        de l’import. Les séjours d’une année sont effacés lorsqu’un nouvel envoi les remplace. Les effectifs
        de 1 à 10 ne sont pas publiés hors de l’établissement concerné.
      </p>
      <h2>Comptes</h2>
      <p>
        Nom, adresse électronique, rôle et dates de connexion servent à l’accès et à la trace des actes. Un
        cookie strictement nécessaire garde votre session ; il n’y a ni mesure d’audience ni traceur.
      </p>
      <p>Pour exercer vos droits, écrivez au délégué à la protection des données de votre réseau.</p>
    </div>
  )
}
