import { randomUUID } from 'node:crypto'
import path from 'node:path'
import pg from 'pg'
import { withDatabase, importFiles, asOwner } from '/work/main/bench/support/database.js'
import { inScratch, synthesise, filesOf } from '/work/main/bench/support/scratch.js'
await inScratch(async (scratch) => {
  const folder = path.join(scratch, 'x'); await synthesise(folder, { stays: 200000, zip: true })
  await withDatabase(scratch, async (db) => {
    await importFiles(db, path.join(scratch, 'data'), await filesOf(folder, '.zip'))
    await asOwner(db.url, async (c) => {
      await c.query('create table snap as select * from pmsi_stays'); await c.query('grant select on snap to trame_app')
      await c.query('create table plain (like pmsi_stays)'); await c.query('grant insert on plain to trame_app')
      await c.query('create table indexed (like pmsi_stays including indexes)'); await c.query('grant insert on indexed to trame_app')
      await c.query('set role trame_app'); await c.query(`set trame.networks='${db.networkId}'`)
      for (let i=0;i<4;i++) for (const t of ['plain','indexed','pmsi_stays']) { await c.query('begin'); const s=performance.now(); await c.query(`insert into ${t} select * from snap`); const e=performance.now()-s; await c.query('rollback'); console.log(t, e.toFixed(0)) }
      for (let i=0;i<3;i++) { await c.query('begin'); const s=performance.now(); await c.query('create temp table stage (like pmsi_stays) on commit drop'); const m=performance.now(); for (let k=0;k<36;k++) await c.query('truncate stage'); const e=performance.now(); await c.query('rollback'); console.log('create', (m-s).toFixed(1), '36 truncates', (e-m).toFixed(1)) }
      for (let i=0;i<3;i++) { await c.query('begin'); await c.query('create temp table stage (like pmsi_stays) on commit drop'); const s=performance.now(); await c.query('insert into stage select * from snap'); console.log('into temp', (performance.now()-s).toFixed(0)); await c.query('rollback') }
    })
  })
})
