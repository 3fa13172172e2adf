import { markFilePrefix, markVariable } from './mark.js'
import { containerScript } from './container-script.js'
import { removalScript } from './removal-script.js'

/** The first line of the script, which identifies a guardian to readers of one line only. */
const firstLine = ': mirakuru guardian'

/**
 * Reads reports about the owner's processes from a pipe that only the owner holds open: `+` and `-`, each with
 * `pid:start:session`, and `=` with names of programs to be left running; a session is negative if it may contain such
 * a program, which has left that of the leader. `!` has the command line of an engine of containers, `>` and `<` what it
 * holds for the owner. At the end of the pipe, however the owner died, it kills
 *
 * 1. the reported processes, if their start time is unchanged, with all their descendants. They are stopped before it
 *    lists their children, so that no process is created in between. This uses builtins of the shell only: on a busy
 *    machine every program that has to be started first waits for its turn;
 * 2. all other processes in their sessions. A session whose first process was reported and is gone has lost it just
 *    now, and its number is not reused yet: the owner reports every end that it sees within a moment;
 * 3. everything that carries a mark of the owner, by whole process groups, until nothing is found;
 *
 * and removes what engines of containers hold for it, and the owner's folder, and one that it kept for another process that is gone as well. It stays until the
 * reported processes are reaped, at most two seconds: a client that waits for its end may start the same server. On
 * Linux it needs only sh, grep, ls, rm, rmdir and sleep, and find and chmod where a folder in that one is read-only.
 */
export const guardianScript: string = `${firstLine}
trap '' INT TERM HUP
kept=$3 keeper=$4 started=$5
whole= begin= told=' ' spared='|' engines= held=' ' sessions='|' homes='|' empty=0
printf 'a\\0b\\0' | grep -qz '^b' && whole=z begin='^' # compare whole variables, where grep can
while read -r verb what; do
  case $verb in
    +) told="$told$what " ;;
    !) engines="$engines$what
" ;;
    '>') held="$held$what " ;;
    '<') held="\${held%%" $what "*} \${held#*" $what "}" ;;
    =) spared="$spared$what|" ;;
    -) case $told in *" $what "*) told="\${told%%" $what "*} \${told#*" $what "}" ;; esac ;;
  esac
done
look() { # PID; sets name, state, group, session and start; fails if there is none
  read -r stat <"/proc/$1/stat" || return 1
  name=\${stat#*(} name=\${name%)*}
  set -- \${stat##*) }
  state=$1 group=$3 session=$4 start=\${20}
}
is_spared() { # the process that look has read
  case $homes in *"|$session|"*) return 1 ;; esac
  case $spared in *"|$name|"*) return 0 ;; esac
  return 1
}
is_guardian() {
  read -r line <"/proc/$1/cmdline" || return 1
  case $line in *'${firstLine}') return 0 ;; esac
  return 1
}
stop_tree() { # PID, which look has read, and all below it; adds them to prey
  kill -s STOP "$1" && prey="$prey $1"
  for list in /proc/$1/task/*/children; do
    below=
    read -r below <"$list"
    for child in $below; do
      look "$child" && ! is_spared || continue
      [ "$session" != "$root" ] && is_guardian "$child" || stop_tree "$child"
    done
  done
}
kill_tree() { # PID, which look has read, with its group; dash takes no -- after -KILL
  prey='' root=$session
  [ "$spared" = '|' ] || case $homes in *"|$root|"*) ;; *) group=0 ;; esac # a spared process may be in it
  [ "$group" -gt 1 ] && kill -s STOP -- "-$group" && prey="-$group"
  stop_tree "$1"
  [ -z "$prey" ] || kill -s KILL -- $prey
}
kill_told() {
  for each in $told; do
    pid=\${each%%:*} home=\${each##*:} then=\${each#*:}
    own=\${home#-}
    if look "$pid"; then
      [ "$start" = "\${then%:*}" ] || continue
      [ "$home" -gt 1 ] && homes="$homes$home|"
      is_spared && continue # it was another program when it was reported
      [ "$own" -gt 1 ] && sessions="$sessions$own|"
      kill_tree "$pid"
    elif [ "$own" = "$pid" ]; then
      sessions="$sessions$own|"
      [ "$home" = "$own" ] && homes="$homes$own|"
    fi
  done
}
find_in_sessions() { # the state is the field after the name, the session the third after that, proc_pid_stat(5)
  all=\${sessions#|}
  [ -z "$all" ] ||
    grep -ohsE "^[0-9]+ \\(.*\\) [^ZX] [0-9]+ [0-9]+ (\${all%|}) -?[0-9]+ -?[0-9]+ [0-9]+ " /proc/[0-9]*/stat |
    while read -r pid rest; do echo "$pid"; done
}
find_by_variable() {
  for file in $(grep -ls$whole "\${begin}${markVariable}=$1:" /proc/[0-9]*/environ); do
    file=\${file#/proc/}; echo "\${file%/environ}"
  done
}
find_by_file() {
  ls -ln /proc/[0-9]*/fd | grep -E "^/proc/|/${markFilePrefix}$1:" | while read -r line; do
    case $line in
      /proc/*/fd:) pid=\${line#/proc/}; pid=\${pid%/fd:} ;;
      *"/${markFilePrefix}$1:"*) echo "$pid" ;;
    esac
  done
}
find_by_ps() {
  ps -axEww -o pid=,command= | while read -r pid rest; do
    case " $rest" in *" ${markVariable}=$1:"*) echo "$pid" ;; esac
  done
}
kill_found() { # PID…
  for pid; do
    if [ -r /proc/self/stat ]; then
      look "$pid" && [ "$state" != Z ] && ! is_spared || continue
      kill_tree "$pid"
    else
      group=$(ps -o pgid= -p "$pid" | tr -d ' ')
      [ "\${group:-0}" -gt 1 ] && kill -s KILL -- "-$group"
      kill -s KILL "$pid"
    fi
    found=1
  done
}
kill_told
tries=0 misses=0
while [ $tries -lt 200 ] && [ $misses -lt 3 ]; do # one scan may miss a process that forks and exits
  found=
  if [ -r /proc/self/environ ]; then
    members=$(find_in_sessions)
    kill_found $members
    # The number of an empty session may soon be reused.
    if [ -n "$members" ]; then empty=0; elif [ $((empty += 1)) -gt 1 ]; then sessions='|' homes='|'; fi
    kill_found $(find_by_variable "$1")
    kill_found $(find_by_file "$1")
  else kill_found $(find_by_ps "$1")
  fi
  if [ -z "$found" ]; then misses=$((misses + 1)); else misses=0; fi
  tries=$((tries + 1))
done
${containerScript}
[ "$held" = ' ' ] || remove_containers "$1"
${removalScript}
remove_folder "$2" "$1"
rm -f "\${2%/*}/${markFilePrefix}$1:"* # an owner that was killed between the two steps of creating one
needs_kept() {
  if [ -r /proc/self/stat ]; then look "$keeper" && [ "$state" != Z ] && [ "$start" = "$started" ]
  else kill -0 "$keeper"; fi
}
[ -z "$kept" ] || needs_kept || remove_run "$kept"
has_unreaped() { # until it is reaped, a zombie counts as alive for programs that read its pid in a lock file
  for each in $told; do
    then=\${each#*:}
    look "\${each%%:*}" && [ "$start" = "\${then%:*}" ] && [ "$state" = Z ] && return 0
  done
  return 1
}
tries=0
while [ $tries -lt 40 ] && has_unreaped; do sleep 0.05; tries=$((tries + 1)); done
`
