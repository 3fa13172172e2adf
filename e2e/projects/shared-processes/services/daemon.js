// Leaves a process of its own session behind, which writes its pid file, and exits.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const [, script, pidFile, role] = process.argv
if (role === 'child') {
  writeFileSync(pidFile, String(process.pid))
  setInterval(() => undefined, 1000)
} else {
  spawn(process.execPath, [script, pidFile, 'child'], { detached: true, stdio: 'ignore' }).unref()
}
