import type { FastifyInstance } from 'fastify'

/** A browser that goes to a provider and comes back: what it holds between the two. */
export type Journey = { departure: string; cookie: string }

export type Headers = Record<string, string>

/** Presses a button of sign-in; `headers` is the browser of somebody signed in already. */
export async function depart(
  app: FastifyInstance,
  path: string,
  form: Record<string, string> = {},
  headers: Headers = {},
): Promise<Journey> {
  const response = await app.inject({
    method: 'POST',
    url: path,
    headers: {
      origin: 'http://trame.test',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    payload: new URLSearchParams(form).toString(),
  })
  const refresh = String(response.headers.refresh ?? '')
  if (!refresh) throw new Error(`no departure: ${response.statusCode} ${response.body}`)
  const [, departure = ''] = /^0; url=(.+)$/.exec(refresh) ?? []
  return { departure, cookie: cookieNamed(response.cookies, 'trame-etape') }
}

/** Comes back to the platform with what the provider sent. */
export function comeBack(
  app: FastifyInstance,
  provider: string,
  query: Record<string, string>,
  cookie: string,
) {
  return app.inject({
    url: `/connexion/retour/${provider}?${new URLSearchParams(query)}`,
    headers: { cookie },
  })
}

/** « name=value » of a cookie an answer sets; empty when it sets none. */
export function cookieNamed(cookies: { name: string; value: string }[], name: string): string {
  const cookie = cookies.find((one) => one.name === name)
  return cookie ? `${cookie.name}=${cookie.value}` : ''
}
