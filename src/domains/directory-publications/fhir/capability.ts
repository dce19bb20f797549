import type { PublicNetwork } from '../../networks/public-networks.js'
import type { CapabilityStatement, ResourceType } from './resources.js'

type Parameter = CapabilityStatement['rest'][number]['resource'][number]['searchParam'][number]

/** What this server can do, as clients ask it first (`GET metadata`). */
export function capabilityOf(
  { name }: Pick<PublicNetwork, 'name'>,
  { url, date }: { url: string; date: string },
): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    kind: 'instance',
    software: { name: 'Trame' },
    implementation: { description: `Annuaire de la périnatalité, ${name}`, url },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        documentation:
          'Lecture seule. Sans compte, les fiches publiques ; avec un compte du réseau, ce que son public peut lire.',
        resource: Object.entries(PARAMETERS).map(([type, parameters]) => ({
          type: type as ResourceType,
          interaction: [{ code: 'read' as const }, { code: 'search-type' as const }],
          searchParam: [ID, ...parameters],
        })),
      },
    ],
  }
}

const ID: Parameter = { name: '_id', type: 'token', documentation: 'Identifiant de la ressource' }

const PARAMETERS: Record<ResourceType, Parameter[]> = {
  Practitioner: [
    { name: 'identifier', type: 'token', documentation: 'N° RPPS, ou identifiant national (8 + RPPS)' },
    { name: 'name', type: 'string', documentation: 'Début de chaque mot du nom, sans accents ni casse' },
    { name: 'family', type: 'string', documentation: 'Début du nom de famille' },
  ],
  PractitionerRole: [
    { name: 'practitioner', type: 'reference', documentation: 'La personne' },
    { name: 'organization', type: 'reference', documentation: 'Le lieu d’exercice' },
    { name: 'role', type: 'token', documentation: 'Profession (TRE_G15)' },
    { name: 'specialty', type: 'token', documentation: 'Savoir-faire (TRE_R38)' },
  ],
  Organization: [
    { name: 'identifier', type: 'token', documentation: 'N° FINESS, ou identifiant national (1 + FINESS)' },
    { name: 'name', type: 'string', documentation: 'Début de chaque mot du nom, sans accents ni casse' },
    { name: 'type', type: 'token', documentation: 'Catégorie FINESS (TRE_R66)' },
    { name: 'address-city', type: 'string', documentation: 'Début du nom de la commune' },
    { name: 'address-postalcode', type: 'string', documentation: 'Code postal' },
  ],
  HealthcareService: [
    { name: 'organization', type: 'reference', documentation: 'La structure qui propose l’offre' },
    { name: 'service-type', type: 'token', documentation: 'Offre de soins (liste de la plateforme)' },
  ],
}
