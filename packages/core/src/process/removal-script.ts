import { runFiles } from '../internal/run-files.js'
import { ownerFile } from './owner-folder.js'

/**
 * The last part of what a guardian does: functions of the shell that remove the owner's folder, and that of a run.
 *
 * What is where they were may be another user's by now, or a link of his: only what says itself whose it is goes, and from
 * within. On Linux they need only rm and rmdir, and find and chmod where a folder in that of an owner may not be written.
 */
export const removalScript: string = `
remove_folder() ( # FOLDER OWNER
  cd -P -- "$1" && [ -O . ] && read -r id <${ownerFile} && [ "$id" = "$2" ] || exit
  rm -rf -- ./tmp-* || {
    [ -O / ] || find . -type d -exec chmod u+rwx {} ';' # root has no need of that
    rm -rf -- ./tmp-*
  }
  rm -f -- ${ownerFile}
  rmdir -- "$1"
)
remove_run() ( # FOLDER
  cd -P -- "$1" && [ -O . ] && { read -r token <token; [ \${#token} -eq 64 ]; } || exit
  rm -f -- ${runFiles.join(' ')}
  rmdir -- "$1"
)
`
