import { z } from 'zod'

/** The parts of FHIR R4 this directory has something to say in; nothing else is ever sent. */

export const RESOURCE_TYPES = [
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'HealthcareService',
] as const
export type ResourceType = (typeof RESOURCE_TYPES)[number]

/** Kinds of trouble of FHIR (`issue-type`) that this server has. */
export const OUTCOME_CODES = [
  'invalid',
  'login',
  'forbidden',
  'not-found',
  'not-supported',
  'throttled',
  'transient',
  'exception',
] as const

const Coding = z.strictObject({
  system: z.string(),
  code: z.string(),
  display: z.string().optional(),
})
const CodeableConcept = z.strictObject({
  coding: z.array(Coding).optional(),
  text: z.string().optional(),
})
const Identifier = z.strictObject({
  use: z.literal('official'),
  type: CodeableConcept,
  system: z.string(),
  value: z.string(),
})
const Reference = z.strictObject({
  reference: z.string().optional(),
  display: z.string().optional(),
})
const ContactPoint = z.strictObject({
  system: z.enum(['phone', 'fax', 'email', 'url']),
  value: z.string(),
  use: z.enum(['work', 'mobile']),
  rank: z.int().optional(),
})
const Address = z.strictObject({
  line: z.array(z.string()).optional(),
  city: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.literal('FR'),
})
const Meta = z.strictObject({ lastUpdated: z.string() })
const base = { id: z.string(), meta: Meta, language: z.literal('fr') }

export const Practitioner = z.strictObject({
  resourceType: z.literal('Practitioner'),
  ...base,
  identifier: z.array(Identifier).optional(),
  active: z.literal(true),
  name: z.array(
    z.strictObject({
      use: z.literal('usual'),
      text: z.string(),
      family: z.string().optional(),
      given: z.array(z.string()).optional(),
      prefix: z.array(z.string()).optional(),
    }),
  ),
  telecom: z.array(ContactPoint).optional(),
  qualification: z.array(z.strictObject({ code: CodeableConcept })).optional(),
  communication: z.array(CodeableConcept).optional(),
})

export const PractitionerRole = z.strictObject({
  resourceType: z.literal('PractitionerRole'),
  ...base,
  active: z.literal(true),
  practitioner: Reference,
  organization: Reference.optional(),
  code: z.array(CodeableConcept).optional(),
  specialty: z.array(CodeableConcept).optional(),
  location: z.array(Reference).optional(),
  healthcareService: z.array(Reference).optional(),
  telecom: z.array(ContactPoint).optional(),
})

export const Organization = z.strictObject({
  resourceType: z.literal('Organization'),
  ...base,
  identifier: z.array(Identifier).optional(),
  active: z.literal(true),
  type: z.array(CodeableConcept).optional(),
  name: z.string(),
  telecom: z.array(ContactPoint).optional(),
  address: z.array(Address).optional(),
})

export const HealthcareService = z.strictObject({
  resourceType: z.literal('HealthcareService'),
  ...base,
  active: z.literal(true),
  providedBy: Reference.optional(),
  type: z.array(CodeableConcept),
  location: z.array(Reference).optional(),
  name: z.string(),
  comment: z.string().optional(),
  extraDetails: z.string().optional(),
  telecom: z.array(ContactPoint).optional(),
  eligibility: z.array(z.strictObject({ code: CodeableConcept, comment: z.string().optional() })).optional(),
  characteristic: z.array(CodeableConcept).optional(),
  communication: z.array(CodeableConcept).optional(),
})

export const Resource = z.discriminatedUnion('resourceType', [
  Practitioner,
  PractitionerRole,
  Organization,
  HealthcareService,
])

export const OperationOutcome = z.strictObject({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(
    z.strictObject({
      severity: z.enum(['error', 'warning']),
      code: z.enum(OUTCOME_CODES),
      details: CodeableConcept,
      diagnostics: z.string().optional(),
      expression: z.array(z.string()).optional(),
    }),
  ),
})

export const Bundle = z.strictObject({
  resourceType: z.literal('Bundle'),
  type: z.literal('searchset'),
  timestamp: z.string(),
  total: z.int(),
  link: z.array(z.strictObject({ relation: z.enum(['self', 'previous', 'next']), url: z.string() })),
  entry: z
    .array(
      z.union([
        z.strictObject({
          fullUrl: z.string(),
          resource: Resource,
          search: z.strictObject({ mode: z.literal('match') }),
        }),
        // What the search went without.
        z.strictObject({
          resource: OperationOutcome,
          search: z.strictObject({ mode: z.literal('outcome') }),
        }),
      ]),
    )
    .optional(),
})

export const CapabilityStatement = z.strictObject({
  resourceType: z.literal('CapabilityStatement'),
  status: z.literal('active'),
  date: z.string(),
  kind: z.literal('instance'),
  software: z.strictObject({ name: z.string() }),
  implementation: z.strictObject({ description: z.string(), url: z.string() }),
  fhirVersion: z.literal('4.0.1'),
  format: z.array(z.literal('application/fhir+json')),
  rest: z.array(
    z.strictObject({
      mode: z.literal('server'),
      documentation: z.string(),
      resource: z.array(
        z.strictObject({
          type: z.enum(RESOURCE_TYPES),
          interaction: z.array(z.strictObject({ code: z.enum(['read', 'search-type']) })),
          searchParam: z.array(
            z.strictObject({
              name: z.string(),
              type: z.enum(['string', 'token', 'reference']),
              documentation: z.string(),
            }),
          ),
        }),
      ),
    }),
  ),
})

export type Practitioner = z.infer<typeof Practitioner>
export type PractitionerRole = z.infer<typeof PractitionerRole>
export type Organization = z.infer<typeof Organization>
export type HealthcareService = z.infer<typeof HealthcareService>
export type Resource = z.infer<typeof Resource>
export type Bundle = z.infer<typeof Bundle>
export type OperationOutcome = z.infer<typeof OperationOutcome>
export type CodeableConcept = z.infer<typeof CodeableConcept>
export type ContactPoint = z.infer<typeof ContactPoint>
export type Identifier = z.infer<typeof Identifier>
export type CapabilityStatement = z.infer<typeof CapabilityStatement>
export type OutcomeCode = (typeof OUTCOME_CODES)[number]
