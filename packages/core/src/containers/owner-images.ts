import { untilAborted } from '../internal/abort.js'

interface Making {
  readonly image: Promise<string>
  /** Of the start that makes it. */
  readonly signal: AbortSignal
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
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    signal.throwIfAborted()
    const others = images.get(key)
    if (others === undefined) return makeImage(key, make, signal)
    try {
      return await untilAborted(others.image, signal)
    } catch (error) {
      if (!others.signal.aborted) throw error
    }
  }
}

function makeImage(key: string, make: () => Promise<string>, signal: AbortSignal): Promise<string> {
  const image = make()
  images.set(key, { image, signal })
  image.catch(() => images.delete(key))
  return image
}
