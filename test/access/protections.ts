/** A protection of `docs/security.md`, how it is taken out of the sources, and the test that must turn red without it. */
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
]
