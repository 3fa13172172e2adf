import { untilAborted } from '../internal/abort.js'

interface Making {
  readonly image: Promise<string>
  /** Of the start that makes it. */
  readonly signal: AbortSignal
}

/** How an image is made. */
export interface MakeOptions {
  readonly signal: AbortSignal
  /** `false`: a start that comes when it is made makes another one. Default `true`. */
  readonly isKept?: boolean
}

/** By what they are made of. They end with this owner. */
const images = new Map<string, Making>()

/**
 * Makes an image once for this owner. Another start that needs it meanwhile waits; if the one that makes it is aborted,
 * it makes the image itself.
 *
 * @param make - returns the name of the image
 */
export async function makeImageOnce(
  key: string,
  make: () => Promise<string>,
  options: MakeOptions,
): Promise<string> {
  const { signal } = options
  for (;;) {
    signal.throwIfAborted()
    const others = images.get(key)
    if (others === undefined) return makeImage(key, make, options)
    try {
      return await untilAborted(others.image, signal)
    } catch (error) {
      if (!others.signal.aborted) throw error
    }
  }
}

function makeImage(
  key: string,
  make: () => Promise<string>,
  { signal, isKept = true }: MakeOptions,
): Promise<string> {
  const image = make()
  images.set(key, { image, signal })
  const forget = (): unknown => images.delete(key)
  image.then(isKept ? undefined : forget, forget)
  return image
}
