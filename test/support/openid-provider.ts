import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Test } from 'tap'
import type { SignInProvider } from '../../src/config.js'

/** Who signs in next at the provider, and how strongly. */
export type SignedInPerson = { subject: string; acr: string; claims?: Record<string, unknown> }

export type RealProvider = {
  issuer: string
  /** Whoever comes next is this person, without a page to fill in. */
  person: SignedInPerson
  settings: SignInProvider
}

const SECRET = 'le secret du client chez le vrai fournisseur'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const SCOPES = ['openid', 'scope_all', 'given_name', 'usual_name', 'email', 'uid', 'siret']
const LEVELS = ['eidas0', 'eidas1', 'eidas1-mfa', 'eidas2']

/**
 * A real provider of identity on a free port of the loopback: code flow, PKCE required, keys, levels asked for by
 * either way. Its description is where each national provider keeps it.
 */
export async function realProvider(
  t: Test,
  name: SignInProvider['provider'],
  person: SignedInPerson,
  { platform = 'http://trame.test' } = {},
): Promise<RealProvider> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings: SignInProvider = {
    provider: name,
    issuer,
    discoveryUrl: `${issuer}/.well-known/${name === 'proconnect' ? 'openid' : 'wallet-openid'}-configuration`,
    clientId: 'trame',
    clientSecret: SECRET,
    acrValues: name === 'proconnect' ? ['eidas1-mfa', 'eidas2'] : ['eidas1'],
    redirectUri: `${platform}/connexion/retour/${name}`,
    timeoutSeconds: 5,
  }
  const real: RealProvider = { issuer, person, settings }
  const provider = providerFor(real)
  const answer = provider.callback()
  server.on('request', (request, response) => {
    const path = request.url ?? ''
    if (path.startsWith('/interaction/')) {
      const { subject, acr } = real.person
      const result = { login: { accountId: subject, acr } }
      void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
      return
    }
    request.url = path.replace('wallet-openid-configuration', 'openid-configuration')
    void answer(request, response)
  })
  return real
}

function providerFor(real: RealProvider): Provider {
  const { clientId, clientSecret, redirectUri } = real.settings
  return new Provider(real.issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'cle', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['une clé pour les cookies du fournisseur'] },
    scopes: SCOPES,
    acrValues: LEVELS,
    claims: {
      openid: ['sub', 'acr'],
      scope_all: ['SubjectNameID', 'SubjectRefPro'],
      email: ['email'],
      usual_name: ['usual_name'],
    },
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: grantAll,
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, ...real.person.claims }),
    }),
  })
}

/** The person agrees to everything: consent is not what these tests are about. */
async function grantAll(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc
  if (!client || !session?.accountId) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope(SCOPES.join(' '))
  await grant.save()
  return grant
}

/** Follows a browser at the provider until it is sent back to the platform; gives what it brings. */
export async function walk(departure: string, platform = 'http://trame.test'): Promise<URL> {
  const jar = new Map<string, string>()
  let url = new URL(departure)
  for (let hops = 0; hops < 10; hops++) {
    if (url.origin === platform) return url
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';')[0]?.split('=') ?? []
      jar.set(name, value)
    }
    const location = response.headers.get('location')
    if (!location) throw new Error(`the provider stopped: ${response.status} ${await response.text()}`)
    url = new URL(location, url)
  }
  throw new Error('the provider sends the browser round in circles')
}
