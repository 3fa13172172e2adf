import { runFiles } from '../internal/run-files.js'
import { ownerFile } from './owner-folder.js'

/**
 * The last part of a guardian's work: shell functions that remove the owner's folder, and that of a run.
 *
 * What is in their place may belong to another user by now, or be a link: only a folder that names its owner is
 * removed, and from within. On Linux they need only rm and rmdir, and find and chmod where a folder in that of an owner
 * is read-only.
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
