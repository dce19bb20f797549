import * as oidc from 'openid-client'
import { AppError } from '../../../errors/app-error.js'
import { boundedFetch } from './bounded-fetch.js'
import type { ProviderMetadata } from './discovery.js'
import type { ProviderName } from './labels.js'
import type { Provider } from './providers.js'
import { levelAccepted } from './rules.js'

/** What one request to a provider is recognised by when it comes back; kept on the server. */
export type RequestSecrets = { state: string; nonce: string; verifier: string }

/** What a provider sends back with the browser. */
export type Returned = {
  state: string
  code?: string | undefined
  iss?: string | undefined
  error?: string | undefined
}

/** Somebody a provider vouches for. The pair issuer and subject names her; the claims say more of her. */
export type ProvenIdentity = {
  provider: ProviderName
  issuer: string
  subject: string
  claims: Record<string, unknown>
}

/** Both sign with a public key; a shared-secret signature or none is never accepted. */
const SIGNATURES = ['RS256', 'ES256']

/** How each provider is asked: one refuses any parameter it does not know, the other takes levels its own way. */
const REQUESTS: Record<ProviderName, (acrValues: string[]) => Record<string, string>> = {
  'pro-sante-connect': (acrValues) => ({ scope: 'openid scope_all', acr_values: acrValues.join(' ') }),
  proconnect: (acrValues) => ({
    scope: 'openid given_name usual_name email uid siret',
    claims: JSON.stringify({ id_token: { acr: { essential: true, values: acrValues } } }),
  }),
}

/** The address to send the browser to, with the secrets by which its return is recognised. */
export async function requestIdentity(
  provider: Provider,
  now: Date,
): Promise<{ url: string; secrets: RequestSecrets }> {
  const { settings } = provider
  const client = clientOf(provider, await provider.metadata(now))
  const secrets = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
  }
  const url = oidc.buildAuthorizationUrl(client, {
    ...REQUESTS[settings.provider](settings.acrValues),
    redirect_uri: settings.redirectUri,
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: 'S256',
  })
  return { url: url.href, secrets }
}

/**
 * Who came back: exchanges the code, then checks issuer, state, nonce, PKCE, signature, audience, dates, level
 * and that the profile is of the same person. Throws `provider.refused` or `provider.away`.
 */
export async function proveIdentity(
  provider: Provider,
  returned: Returned,
  secrets: RequestSecrets,
  now: Date,
): Promise<ProvenIdentity> {
  const { settings } = provider
  const client = clientOf(provider, await provider.metadata(now))
  try {
    const tokens = await oidc.authorizationCodeGrant(client, returnAddress(settings.redirectUri, returned), {
      expectedState: secrets.state,
      expectedNonce: secrets.nonce,
      pkceCodeVerifier: secrets.verifier,
      idTokenExpected: true,
    })
    const idToken = tokens.claims()
    if (!idToken || (idToken.azp !== undefined && idToken.azp !== settings.clientId)) {
      throw refusal(provider, 'answer')
    }
    if (!levelAccepted(idToken.acr, settings.acrValues)) throw refusal(provider, 'level')
    const claims = await oidc.fetchUserInfo(client, tokens.access_token, idToken.sub)
    return { provider: settings.provider, issuer: settings.issuer, subject: idToken.sub, claims }
  } catch (error) {
    throw error instanceof AppError ? error : translate(provider, error)
  }
}

/** A refusal, whose coarse reason goes into the audit and nowhere else. */
export function refusal(provider: Provider, reason: string, cause?: unknown): AppError {
  return new AppError('provider.refused', { provider: provider.label, reason }, { cause })
}

/** Made anew for each use: its keys are then read again, so a key the provider has withdrawn opens nothing. */
function clientOf({ settings, onLoopback }: Provider, metadata: ProviderMetadata): oidc.Configuration {
  const server = {
    ...metadata,
    id_token_signing_alg_values_supported: SIGNATURES,
    userinfo_signing_alg_values_supported: SIGNATURES,
  }
  const client = new oidc.Configuration(
    server as oidc.ServerMetadata,
    settings.clientId,
    settings.clientSecret,
  )
  client.timeout = settings.timeoutSeconds
  client[oidc.customFetch] = (url, options) => boundedFetch(url, options)
  // Without this the library trusts the connection to the token endpoint and leaves signatures unread.
  oidc.enableNonRepudiationChecks(client)
  if (onLoopback) oidc.allowInsecureRequests(client)
  return client
}

/** Our own address with what came back: the host the browser asked for has no part in it. */
function returnAddress(redirectUri: string, returned: Returned): URL {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(returned)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url
}

const NO_ANSWER = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
])

/** The words of a provider stay in the cause: they may hold claims or tokens, which no log or page shows. */
function translate(provider: Provider, error: unknown): AppError {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    return refusal(provider, 'provider', error)
  }
  const isAnswer = error instanceof oidc.ClientError && error.code !== undefined && !NO_ANSWER.has(error.code)
  if (isAnswer || error instanceof oidc.WWWAuthenticateChallengeError)
    return refusal(provider, 'answer', error)
  return new AppError('provider.away', { provider: provider.label, reason: 'no-answer' }, { cause: error })
}
