/** Adapts a canvas to the resolution of the screen; coordinates are CSS pixels. */
export function fitCanvas(canvas: HTMLCanvasElement): {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
} {
  const { clientWidth: width, clientHeight: height } = canvas
  const [wide, high] = [width, height].map((each) => Math.round(each * devicePixelRatio))
  // Setting a size clears the canvas and its state, which is slow.
  if (canvas.width !== wide || canvas.height !== high)
    Object.assign(canvas, { width: wide, height: high })
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser cannot draw')
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  return { context, width, height }
}
