import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import type { ProcessIdentity } from './identity.js'
import { markFilePrefix, markVariable } from './mark.js'

/**
 * Reads a pipe that only the owner holds open; at its end, however the owner died, kills everything that carries a mark
 * of the owner, by whole process groups, until nothing is found, and removes the owner's folder, and one that it kept
 * for somebody who is gone as well. On Linux it needs only sh, grep, ls and rm, and
 * find and chmod where a folder in that one may not be written.
 */
const script = `
trap '' INT TERM HUP
kept=$3 keeper=$4 started=$5
whole= begin=
printf 'a\\0b\\0' | grep -qz '^b' && whole=z begin='^' # compare whole variables, where grep can
read -r _
find_marked() {
  if [ -r /proc/self/environ ]; then
    for file in $(grep -ls$whole "\${begin}${markVariable}=$1:" /proc/[0-9]*/environ); do
      file=\${file#/proc/}; echo "\${file%/environ}"
    done
    ls -l /proc/[0-9]*/fd | while read -r line; do
      case $line in
        /proc/*/fd:) pid=\${line#/proc/}; pid=\${pid%/fd:} ;;
        *"/${markFilePrefix}$1:"*) echo "$pid" ;;
      esac
    done
  else
    ps -axEww -o pid=,command= | while read -r pid rest; do
      case " $rest" in *" ${markVariable}=$1:"*) echo "$pid" ;; esac
    done
  fi
}
tries=0 misses=0
while [ $tries -lt 200 ] && [ $misses -lt 3 ]; do # one look may miss who forks and leaves
  found=
  for pid in $(find_marked "$1"); do
    state= group=
    if [ -r "/proc/$pid/stat" ]; then
      read -r stat <"/proc/$pid/stat" || continue
      set -- "$1" "$2" \${stat##*) }
      state=$3 group=$5
    else group=$(ps -o pgid= -p "$pid" | tr -d ' '); fi
    [ "$state" = Z ] && continue
    found=1
    [ "\${group:-0}" -gt 1 ] && kill -KILL -- "-$group"
    kill -KILL "$pid"
  done
  if [ -z "$found" ]; then misses=$((misses + 1)); else misses=0; fi
  tries=$((tries + 1))
done
rm -rf -- "$2" || { # its folders may be ones that cannot be emptied
  find "$2" -type d -exec chmod u+rwx {} ';'
  rm -rf -- "$2"
}
needs_kept() {
  if [ -r /proc/self/stat ]; then
    read -r stat <"/proc/$keeper/stat" || return 1
    set -- \${stat##*) }
    [ "$1" != Z ] && [ "\${20}" = "$started" ]
  else kill -0 "$keeper"; fi
}
[ -z "$kept" ] || needs_kept || rm -rf -- "$kept"
`

/** A folder that somebody else needs as long as that one lives. */
export interface KeptFolder {
  readonly folder: string
  readonly keeper: ProcessIdentity
}

/**
 * Starts the guardian of this Node process: about 1.7 MiB, in a session of its own, so that what kills the owner's
 * group or terminal does not kill it. It carries no mark, so that sweeping a marked owner leaves it to do its work.
 *
 * @param ownerId - the part of the marks before the colon
 * @param folder - what is removed when nothing is left that could use it
 * @param kept - what is removed then as well, unless its keeper still lives
 */
export function startGuardian(ownerId: string, folder: string, kept?: KeptFolder): void {
  if (process.platform === 'win32') return // no sh; a job object would need a native addon
  const { pid = '', startTime = '' } = kept?.keeper ?? {}
  const args = [ownerId, folder, kept?.folder ?? '', String(pid), startTime]
  const guardian = spawn('/bin/sh', ['-c', script, 'mirakuru-guardian', ...args], {
    cwd: '/',
    detached: true,
    // The tools it needs are not for the program to take away.
    env: { PATH: [process.env['PATH'], '/usr/bin', '/bin'].filter(Boolean).join(':') },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a guardian there is one safety net less; that is no reason to refuse the start.
  guardian.on('error', () => undefined)
  guardian.stdin?.on('error', () => undefined)
  guardian.unref()
  ;(guardian.stdin as Socket | null)?.unref()
}
