import type { PROVIDERS } from '../tables.js'

export type ProviderName = (typeof PROVIDERS)[number]

/** The names people know them by. */
export const PROVIDER_LABELS = {
  'pro-sante-connect': 'Pro Santé Connect',
  proconnect: 'ProConnect',
} as const satisfies Record<ProviderName, string>
