export type { ProcessRecorder } from './process-recorder.js'
export { Recorder } from './recorder.js'
export { writeReport } from './write-report.js'
