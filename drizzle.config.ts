import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  casing: 'snake_case',
  schema: [
    './src/domains/*/tables.ts',
    './src/jobs/tables.ts',
    './src/audit/tables.ts',
    './src/access/tables.ts',
  ],
  out: './migrations',
})
