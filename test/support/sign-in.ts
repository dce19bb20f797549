import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Db } from '../../src/db/connect.js'
import { codeAt, factorSecret, newFactorSecret, setFactor } from '../../src/domains/accounts/second-factor.js'
import { APP_SECRET } from './app.js'
import { systemCtx, type TestAccount } from './builders.js'
import { NOW } from './now.js'

export const SECRETS = { current: APP_SECRET, previous: null }

/** Ties a telephone to an account, as the pages do; gives its recovery codes. */
export async function withSecondFactor(db: Db, account: TestAccount): Promise<string[]> {
  const factor = { secret: newFactorSecret(), step: null, replaces: true }
  const codes = await setFactor(systemCtx(db as never, ''), SECRETS, account.userId, factor)
  return codes!
}

/** What the telephone of this account shows. */
export async function codeOf(db: Db, account: TestAccount, now = NOW): Promise<string> {
  const secret = await factorSecret(systemCtx(db as never, '', now), SECRETS, account.userId)
  return codeAt(secret!, now)
}

/** A browser that keeps its cookies and sends its forms from our pages. */
export function aBrowser(app: FastifyInstance, options: { ip?: string; userAgent?: string } = {}) {
  const cookies = new Map<string, string>()
  const ask = async (method: 'GET' | 'POST', url: string, form?: Record<string, string | string[]>) => {
    const payload =
      form &&
      new URLSearchParams(
        Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
      )
    const response = await app.inject({
      method,
      url,
      ...(options.ip && { remoteAddress: options.ip }),
      headers: {
        origin: 'http://trame.test',
        ...(options.userAgent && { 'user-agent': options.userAgent }),
        ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
        ...(payload && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(payload && { payload: payload.toString() }),
    })
    for (const { name, value, expires } of response.cookies) {
      if (value === '' || (expires && expires.getTime() === 0)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  return {
    cookies,
    get: (url: string): Promise<LightMyRequestResponse> => ask('GET', url),
    post: (url: string, form: Record<string, string | string[]> = {}): Promise<LightMyRequestResponse> =>
      ask('POST', url, form),
    /** Sends a form of a page in a session, with the token that page carries. */
    async send(url: string, form: Record<string, string | string[]> = {}): Promise<LightMyRequestResponse> {
      const page = await ask('GET', '/mon-compte')
      const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(page.body) ?? []
      return ask('POST', url, { _csrf: csrf, ...form })
    },
  }
}
