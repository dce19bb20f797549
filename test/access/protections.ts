/** A protection of a threat or a goal of `docs/security.md`, how it is taken out of the sources, and the test that must turn red without it. */
export type Protection = {
  threat: string
  what: string
  file: string
  /** Each text, there once, with what takes its place. */
  edits: Record<string, string>
  test: string
}

export const PROTECTIONS: Protection[] = [
  {
    threat: 'T-01',
    what: 'the midwives told by the report of a house are of its own network',
    file: 'src/domains/birth-house-reports/house-facts.ts',
    edits: {
      'ofHouse(ctx, PERMISSION, birthHouseMidwives, { id: establishmentId })':
        'eq(birthHouseMidwives.establishmentId, establishmentId)',
    },
    test: 'test/domains/birth-rows-elsewhere.test.ts',
  },
  {
    threat: 'T-01',
    what: 'the staff told by the report of a house are of its own network',
    file: 'src/domains/birth-house-reports/house-facts.ts',
    edits: {
      'ofHouse(ctx, PERMISSION, birthHouseStaff, { id: establishmentId })':
        'eq(birthHouseStaff.establishmentId, establishmentId)',
    },
    test: 'test/domains/birth-rows-elsewhere.test.ts',
  },
  {
    threat: 'T-01',
    what: 'the meetings told by the report of a house are of its own network',
    file: 'src/domains/birth-house-reports/house-facts.ts',
    edits: {
      'ofHouse(ctx, PERMISSION, birthHouseMeetings, { id: establishmentId })':
        'eq(birthHouseMeetings.establishmentId, establishmentId)',
    },
    test: 'test/domains/birth-rows-elsewhere.test.ts',
  },
  {
    threat: 'T-01',
    what: 'the charter told by the report of a house are of its own network',
    file: 'src/domains/birth-house-reports/house-facts.ts',
    edits: {
      'ofHouse(ctx, PERMISSION, birthHouseCharters, { id: establishmentId })':
        'eq(birthHouseCharters.establishmentId, establishmentId)',
    },
    test: 'test/domains/birth-rows-elsewhere.test.ts',
  },
  {
    threat: 'T-04',
    what: 'through a report, only what was proposed is written',
    file: 'src/domains/directory-upkeep/accepting.ts',
    edits: {
      'textOf(proposal?.[field.key])': 'textOf(proposal?.[field.key] ?? field.value)',
    },
    test: 'test/domains/directory-report-values.test.ts',
  },
  {
    threat: 'T-05',
    what: 'a reader may propose what she reads and nothing else',
    file: 'src/domains/directory-upkeep/proposals.ts',
    edits: {
      '.filter(({ value }) => value !== null)': '',
    },
    test: 'test/domains/directory-report-values.test.ts',
  },
  {
    threat: 'T-05',
    what: 'a value proposed for a hidden field is refused',
    file: 'src/domains/directory-upkeep/proposal-reading.ts',
    edits: {
      'if (strays.length > 0)': 'if (false)',
    },
    test: 'test/domains/directory-report-values.test.ts',
  },
  {
    threat: 'T-05',
    what: 'a crowd is one of cards its reader may find',
    file: 'src/domains/directory/search.ts',
    edits: {
      'and(findable(ctx), eq(findableCards.networkId, networkId))': 'eq(findableCards.networkId, networkId)',
    },
    test: 'test/domains/directory-crowds.test.ts',
  },
  {
    threat: 'T-05',
    what: 'each one reads the directory as her audience does',
    file: 'src/domains/directory/visibility.ts',
    edits: { "isMember ? 'members' : 'public'": "isMember ? 'team' : 'public'" },
    test: 'test/domains/directory-audiences.test.ts',
  },
  {
    threat: 'T-05',
    what: 'a professional reads as members do while a membership is in force',
    file: 'src/domains/directory/visibility.ts',
    edits: { "isMember ? 'members' : 'public'": "isMember ? 'members' : 'members'" },
    test: 'test/domains/directory-members.test.ts',
  },
  {
    threat: 'T-06',
    what: 'a step of a sign-in serves once',
    file: 'src/domains/accounts/steps.ts',
    edits: { '    isNull(signInSteps.usedAt),\n': '' },
    test: 'test/domains/sign-in.test.ts',
  },
  {
    threat: 'T-06',
    what: 'a link that resets a password serves once',
    file: 'src/domains/accounts/resets.ts',
    edits: { '        isNull(passwordResets.usedAt),\n': '' },
    test: 'test/domains/sign-in.test.ts',
  },
  {
    threat: 'T-07',
    what: 'a right is asked again before an import is kept',
    file: 'src/context.ts',
    edits: { '    await checkRight?.(ctx.db)\n': '' },
    test: 'test/domains/people-revocation.test.ts',
  },
  {
    threat: 'T-07',
    what: 'a right is asked again before an application is kept',
    file: 'src/context.ts',
    edits: { '    await checkRight?.(ctx.db)\n': '' },
    test: 'test/domains/directory-imports.test.ts',
  },
  {
    threat: 'T-12',
    what: 'a return brings back its state',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      'expectedState: secrets.state': 'expectedState: oidc.skipStateCheck',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'each departure has a nonce of its own',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      'nonce: oidc.randomNonce()': "nonce: 'toujours-le-meme'",
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'each departure has a PKCE verifier of its own',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      'verifier: oidc.randomPKCECodeVerifier()': "verifier: 'a'.repeat(43)",
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'the identity was given to us and to no other',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      '(idToken.azp !== undefined && idToken.azp !== settings.clientId)': 'false',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'the level is at least the one asked for',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      "    if (!levelAccepted(idToken.acr, settings.acrValues)) throw refusal(provider, 'level')\n": '',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'the profile is of the same person',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      'tokens.access_token, idToken.sub': 'tokens.access_token, oidc.skipSubjectCheck',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'signatures are of two algorithms only',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      "['RS256', 'ES256']": "['RS256', 'ES256', 'RS512']",
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'the signature of an identity is read',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      '  oidc.enableNonRepudiationChecks(client)\n': '',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'an identity ends when it says',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      '    settings.clientSecret,\n':
        '    { client_secret: settings.clientSecret, [oidc.clockTolerance]: 1e6 },\n',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'a provider has a second to answer',
    file: 'src/domains/accounts/providers/exchange.ts',
    edits: {
      '  client.timeout = settings.timeoutSeconds\n': '',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'a provider answers so much and no more',
    file: 'src/domains/accounts/providers/bounded-fetch.ts',
    edits: {
      'if (bytes > limit)': 'if (false)',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-28',
    what: 'a redirection of a provider is not followed',
    file: 'src/domains/accounts/providers/bounded-fetch.ts',
    edits: {
      "redirect: 'manual'": "redirect: 'follow'",
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'a description is of the issuer configured',
    file: 'src/domains/accounts/providers/discovery.ts',
    edits: {
      "    if (metadata.issuer !== settings.issuer) throw new Error('the description is of another issuer')\n":
        '',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'a provider is asked under https',
    file: 'src/domains/accounts/providers/discovery.ts',
    edits: {
      '    for (const name of ENDPOINTS) refusePlainHttp(metadata[name], settings.issuer)\n': '',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'who left for one provider comes back from it',
    file: 'src/domains/accounts/providers/service.ts',
    edits: {
      "  if (data.provider !== provider.settings.provider) throw refusal(provider, 'other-provider')\n": '',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'a return is of the browser that left',
    file: 'src/domains/accounts/steps.ts',
    edits: {
      '    eq(signInSteps.id, id),\n': '',
      'export async function useStep(ctx: Ctx, kind: StepKind, id: string | undefined): Promise<Step | null> {\n  if (!isId(id)) return null\n':
        'export async function useStep(ctx: Ctx, kind: StepKind, id: string): Promise<Step | null> {\n',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-12',
    what: 'a return comes within ten minutes',
    file: 'src/domains/accounts/steps.ts',
    edits: {
      '    gt(signInSteps.expiresAt, ctx.now),\n': '',
    },
    test: 'test/domains/providers-hostile.test.ts',
  },
  {
    threat: 'T-06',
    what: 'of an invitation, only the last link serves',
    file: 'src/domains/accounts/acceptance.ts',
    edits: { 'found.sendings = ${version} and ': '' },
    test: 'test/domains/people-invitations-model.test.ts',
  },
  {
    threat: 'T-06',
    what: 'of an invitation whose inviter lost her right, no link serves',
    file: 'src/domains/accounts/acceptance.ts',
    edits: { ' || !(await inviterMayStillGive(ctx, row))': '' },
    test: 'test/domains/people-invitations-model.test.ts',
  },
  {
    threat: 'T-13',
    what: 'without a practice, no right of a professional',
    file: 'src/domains/accounts/providers/rules.ts',
    edits: { 'standing === null || standing.practises ||': 'standing === null || standing !== null ||' },
    test: 'test/rules/provider-claims.test.ts',
  },
  {
    threat: 'T-13',
    what: 'a student practises nowhere',
    file: 'src/domains/accounts/providers/rules.ts',
    edits: { " && exercise.codeCategorieProfessionnelle !== 'E'": '' },
    test: 'test/rules/provider-claims.test.ts',
  },
  {
    threat: 'T-14',
    what: 'an address joins nothing',
    file: 'src/domains/accounts/providers/identities.ts',
    edits: {
      "import { userIdentities } from '../tables.js'": "import { userIdentities, users } from '../tables.js'",
      '{ issuer, subject }: ProvenIdentity,\n': '{ issuer, subject, claims }: ProvenIdentity,\n',
      '  return row ?? null\n': `  if (row) return row
  const [same] = await ctx.db
    .select({ identityId: users.id, userId: users.id })
    .from(users)
    .where(eq(users.email, String(claims.email)))
    .limit(1)
  return same ?? null
`,
    },
    test: 'test/domains/providers.test.ts',
  },
  {
    threat: 'T-17',
    what: 'a session nobody uses ends',
    file: 'src/domains/accounts/sessions.ts',
    edits: { ', gt(sessions.lastSeenAt, idleSince))': ')' },
    test: 'test/domains/sign-in-sessions.test.ts',
  },
  {
    threat: 'T-17',
    what: 'a session ends after twelve hours',
    file: 'src/domains/accounts/sessions.ts',
    edits: { ', gt(sessions.expiresAt, now), gt(sessions': ', gt(sessions' },
    test: 'test/domains/sign-in-sessions.test.ts',
  },
  {
    threat: 'T-26',
    what: 'a body is not deep',
    file: 'src/access/strict-input.ts',
    edits: { "  if (depth >= DEEPEST) refuse('body')\n": '' },
    test: 'test/access/doors.test.ts',
  },
  {
    threat: 'T-26',
    what: 'a body is not wide',
    file: 'src/access/strict-input.ts',
    edits: { "    if (seen.keys > MOST_KEYS) refuse('body')\n": '' },
    test: 'test/access/doors.test.ts',
  },
  {
    threat: 'T-31',
    what: 'a file sent is kept under a name of ours',
    file: 'src/domains/pmsi/uploads.ts',
    edits: { 'const stored = randomUUID()': 'const stored = name' },
    test: 'test/rules/hostile-names.test.ts',
  },
  {
    threat: 'T-31',
    what: 'a name is shown without what cannot be seen',
    file: 'src/domains/pmsi/reading/shown-names.ts',
    edits: { '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}': '\\0' },
    test: 'test/rules/hostile-names.test.ts',
  },
  {
    threat: 'T-26',
    what: 'a visitor waits behind her own searches',
    file: 'src/access/fair-reading.ts',
    edits: { '    inTurn.add(route.handler)\n': '    route.handler = handler\n' },
    test: 'test/access/waiting-line.test.ts',
  },
  {
    threat: 'T-32',
    what: 'a line is not endless',
    file: 'src/domains/pmsi/format/line-scanner.ts',
    edits: { 'if (end - from > MAX_LINE_BYTES) this': 'if (false) this' },
    test: 'test/rules/pmsi-line-scanner.test.ts',
  },
  {
    threat: 'T-32',
    what: 'the counters of a line add up',
    file: 'src/domains/pmsi/format/rsa-check.ts',
    edits: { 'if (diagnoses !== zones.diagnoses)': 'if (false)' },
    test: 'test/rules/pmsi-rsa.test.ts',
  },
  {
    threat: 'T-16',
    what: 'tries are counted',
    file: 'src/access/rate-limits.ts',
    edits: {
      '  if (taken) return { waitSeconds: 0 }\n': '  if (taken || !taken) return { waitSeconds: 0 }\n',
    },
    test: 'test/domains/sign-in-limits.test.ts',
  },
  {
    threat: 'T-18',
    what: 'after sign-in one stays on this site',
    file: 'src/domains/accounts/safe-path.ts',
    edits: {
      '(?![/\\\\])': '',
    },
    test: 'test/domains/sign-in-sessions.test.ts',
  },
  {
    threat: 'T-25',
    what: 'a line holds declared words only',
    file: 'src/logging.ts',
    edits: {
      'known ? message : UNDECLARED': 'message',
    },
    test: 'test/access/leaks.test.ts',
  },
  {
    threat: 'T-27',
    what: 'a parameter comes once',
    file: 'src/access/strict-input.ts',
    edits: {
      'if (Array.isArray(value) && !readsList(request, name)) refuse(name)': 'if (false) refuse(name)',
    },
    test: 'test/access/doors.test.ts',
  },
  {
    threat: 'T-62',
    what: 'no page is framed',
    file: 'src/web/security-headers.ts',
    edits: {
      '  frameAncestors: ["\'none\'"],\n': '',
      "    xFrameOptions: { action: 'deny' },\n": '    xFrameOptions: false,\n',
    },
    test: 'test/access/headers.test.ts',
  },
  {
    threat: 'T-62',
    what: 'no shared cache keeps a page',
    file: 'src/web/security-headers.ts',
    edits: {
      "    reply.header('cache-control', 'no-store')\n": '',
    },
    test: 'test/access/headers.test.ts',
  },
  {
    threat: 'G-17',
    what: 'a long file is written by parts',
    file: 'src/web/in-parts.ts',
    edits: {
      '    await breathe()\n': '',
      '    if (part.length < LINES_A_PART) continue\n': '    if (part.length < 1e9) continue\n',
    },
    test: 'test/rules/event-loop.test.ts',
  },
  {
    threat: 'G-17',
    what: 'a booklet is made a few entries at a time',
    file: 'src/web/pdf/paint-entries.ts',
    edits: {
      '    if (count % AT_A_TIME === 0) await breathe()\n    sheet': '    sheet',
    },
    test: 'test/rules/event-loop.test.ts',
  },
  {
    threat: 'G-17',
    what: 'a file is read by chunks',
    file: 'src/domains/pmsi/reading/sources.ts',
    edits: {
      '      if (chunk % CHUNKS_A_TURN === 0) await setImmediate()\n': '',
    },
    test: 'test/rules/event-loop.test.ts',
  },
]
