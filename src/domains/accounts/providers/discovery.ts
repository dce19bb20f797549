import { z } from 'zod'
import { isLoopback, type SignInProvider } from '../../../config.js'
import { AppError } from '../../../errors/app-error.js'
import { boundedFetch } from './bounded-fetch.js'
import { PROVIDER_LABELS } from './labels.js'

/** What of a provider's description is used; it holds much more, which is left aside. */
const Metadata = z.object({
  issuer: z.string().max(300),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  userinfo_endpoint: z.url(),
  jwks_uri: z.url(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
})

export type ProviderMetadata = z.infer<typeof Metadata>

const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const

/** Reads what a provider says of itself. Throws `provider.away` when it does not answer, or answers for another. */
export async function discover(settings: SignInProvider): Promise<ProviderMetadata> {
  try {
    const response = await boundedFetch(settings.discoveryUrl, {
      method: 'GET',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(settings.timeoutSeconds * 1000),
    })
    if (response.status !== 200) throw new Error(`discovery answered ${response.status}`)
    const metadata = Metadata.parse(await response.json())
    if (metadata.issuer !== settings.issuer) throw new Error('the description is of another issuer')
    for (const name of ENDPOINTS) refusePlainHttp(metadata[name], settings.issuer)
    return metadata
  } catch (cause) {
    const provider = PROVIDER_LABELS[settings.provider]
    throw new AppError('provider.away', { provider, reason: 'discovery' }, { cause })
  }
}

function refusePlainHttp(endpoint: string, issuer: string): void {
  const { protocol } = new URL(endpoint)
  const mayBePlain = isLoopback(issuer) && isLoopback(endpoint)
  if (protocol !== 'https:' && !(protocol === 'http:' && mayBePlain)) {
    throw new Error('an endpoint is not under https')
  }
}
