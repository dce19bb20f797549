import type { Handler } from '../src/jobs/jobs.js'
import { importFiles } from './pmsi/import-files.js'

/** Every job of the platform has one handler, listed here. */
export const HANDLERS: Handler[] = [importFiles]
