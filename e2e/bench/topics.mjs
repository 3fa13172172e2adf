import { measureContainers } from './topics/containers.mjs'
import { measureCrash } from './topics/crash.mjs'
import { measureCycles } from './topics/cycles.mjs'
import { measureFiles } from './topics/files.mjs'
import { measurePostgresql, measureRedis } from './topics/fresh.mjs'
import { measureImports } from './topics/imports.mjs'
import { measureKeep } from './topics/keep.mjs'
import { measureOneFile } from './topics/one-file.mjs'
import { measureReadiness } from './topics/readiness.mjs'
import { measureReport } from './topics/report.mjs'
import { measureScale } from './topics/scale.mjs'
import { measureScript } from './topics/script.mjs'
import { measureServices } from './topics/services.mjs'
import { measureStop } from './topics/stop.mjs'
import { measureWaiting } from './topics/waiting.mjs'

/** What can be measured, by the names that `pnpm bench` takes. */
export const topics = {
  readiness: measureReadiness,
  waiting: measureWaiting,
  stop: measureStop,
  redis: measureRedis,
  postgresql: measurePostgresql,
  keep: measureKeep,
  services: measureServices,
  script: measureScript,
  'one-file': measureOneFile,
  files: measureFiles,
  scale: measureScale,
  cycles: measureCycles,
  imports: measureImports,
  report: measureReport,
  crash: measureCrash,
  containers: measureContainers,
}
