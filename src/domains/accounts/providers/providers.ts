import { isLoopback, type SignInProvider } from '../../../config.js'
import { AppError } from '../../../errors/app-error.js'
import { discover, type ProviderMetadata } from './discovery.js'
import { PROVIDER_LABELS, type ProviderName } from './labels.js'

/** A provider one may sign in with: how it is set, and what it last said of itself. */
export type Provider = {
  settings: SignInProvider
  label: string
  /** Whether plain http is allowed: only for a provider tried on this machine. */
  onLoopback: boolean
  metadata: (now: Date) => Promise<ProviderMetadata>
}

export type Providers = ReadonlyMap<ProviderName, Provider>

/** One of them, when the configuration offers it. Throws `request.not-found`. */
export function enabledProvider(providers: Providers, name: ProviderName): Provider {
  const provider = providers.get(name)
  if (!provider) throw new AppError('request.not-found')
  return provider
}

const METADATA_MINUTES = 60

/** The providers of the configuration. Nothing is asked of them before somebody signs in. */
export function openProviders(settings: readonly SignInProvider[]): Providers {
  return new Map(settings.map((one) => [one.provider, openProvider(one)]))
}

function openProvider(settings: SignInProvider): Provider {
  let known: { metadata: ProviderMetadata; at: Date } | null = null
  return {
    settings,
    label: PROVIDER_LABELS[settings.provider],
    onLoopback: isLoopback(settings.issuer),
    metadata: async (now) => {
      const ageMinutes = known ? (now.getTime() - known.at.getTime()) / 60_000 : Number.POSITIVE_INFINITY
      // A failure is not kept: the next person tries again.
      if (!known || ageMinutes > METADATA_MINUTES) known = { metadata: await discover(settings), at: now }
      return known.metadata
    },
  }
}
