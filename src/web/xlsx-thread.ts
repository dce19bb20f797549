import { parentPort, workerData } from 'node:worker_threads'
import { workbookOf } from './workbook.js'
import type { WorkbookAsked } from './xlsx.js'

const { sheetName, document } = workerData as WorkbookAsked
parentPort?.postMessage(await workbookOf(sheetName, document))
