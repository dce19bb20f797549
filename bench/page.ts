// The page of the thirteen indicators over the figures of 200,000 stays, through real HTTP with a session: time on
// the server and bytes on the wire. Reference: a route that does nothing, in the same run.
// Budget: 25 ms at the 95th percentile, 60 KB for the page and its stylesheet.
//   node src/cli/run.mjs bench/page.ts [requests] [stays]
import http from 'node:http'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { type BenchDatabase, importFiles, withDatabase } from './support/database.js'
import { inTurn, numberArgument, percentile, say, sayMachine } from './support/measuring.js'
import { filesOf, inScratch, synthesise } from './support/scratch.js'
import { serve } from './support/serving.js'

const requests = numberArgument(1, 200)
const stays = numberArgument(2, 200_000)
const WARM_UP = 50
const agent = new http.Agent({ keepAlive: true })

await inScratch(async (scratch) => {
  const folder = path.join(scratch, 'extracts')
  await synthesise(folder, { stays, zip: true })
  await withDatabase(scratch, async (database) => {
    await importFiles(database, path.join(scratch, 'data'), await filesOf(folder, '.zip'))
    await measure(database, scratch)
  })
})

async function measure({ db, ctx, networkId }: BenchDatabase, dataDir: string): Promise<void> {
  const { app, address, authorization } = await serve({ db, networkId, now: ctx.now }, dataDir)
  try {
    const headers = { authorization }
    const page = await fetched(`${address}/indicateurs`, headers)
    if (page.status !== 200 || !page.body.includes('class='))
      throw new Error(`the page answered ${page.status}`)
    const [, stylesheet = ''] = /href="(\/assets\/trame\.css[^"]*)"/.exec(page.body.toString()) ?? []
    const css = await fetched(address + stylesheet.replaceAll('&amp;', '&'), {})
    await inTurn(WARM_UP, { page: () => fetched(`${address}/indicateurs`, headers) })
    const measures = await inTurn(requests, {
      page: () => fetched(`${address}/indicateurs`, headers),
      nothing: () => fetched(`${address}/health/live`, {}),
    })
    sayMachine()
    tellTimes(measures.page, measures.nothing)
    tellBytes(page, css)
  } finally {
    await app.close()
  }
}

type Answer = { status: number; body: Buffer; wireBytes: number }

/** Asks as a browser does, compression accepted. `wireBytes` is the body as it came. */
function fetched(url: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      url,
      { agent, headers: { 'accept-encoding': 'br, gzip', ...headers } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const body = Buffer.concat(chunks)
          resolve({ status: answer.statusCode ?? 0, body, wireBytes: body.length })
        })
      },
    )
    request.on('error', reject)
  })
}

function tellTimes(page: number[], nothing: number[]): void {
  const [p50, p95] = [percentile(page, 0.5), percentile(page, 0.95)]
  say(`page of the indicators: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, ${page.length} requests`)
  say(
    `  ratio ${(p50 / percentile(nothing, 0.5)).toFixed(1)} × an empty route at p50 (${percentile(nothing, 0.5).toFixed(1)} ms), ${(p95 / percentile(nothing, 0.95)).toFixed(1)} × at p95 (${percentile(nothing, 0.95).toFixed(1)} ms)`,
  )
}

function tellBytes(page: Answer, css: Answer): void {
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1)
  const total = (of: (answer: Answer) => number) => kilobytes(of(page) + of(css))
  say(
    `  on the wire ${total((a) => a.wireBytes)} KB: page ${kilobytes(page.wireBytes)}, stylesheet ${kilobytes(css.wireBytes)}`,
  )
  say(
    `  would be ${total((a) => gzipSync(a.body).length)} KB in gzip, ${total((a) => brotliCompressSync(a.body).length)} KB in brotli`,
  )
}
