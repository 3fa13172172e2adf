import type { Model, Test } from './model.js'
import { drawBar, drawText, type Painting } from './painting.js'
import { rulerHeight } from './ruler.js'

const mostHeight = 132
const laneHeights = { most: 20, least: 3 }

/** The height of the lanes of tests, which do not scroll. */
export function laneHeight({ laneCount }: Model): number {
  const { most, least } = laneHeights
  return Math.max(least, Math.min(most, mostHeight / Math.max(1, laneCount)))
}

/** The top of the processes. */
export function testsBottom(model: Model): number {
  return rulerHeight + model.laneCount * laneHeight(model) + 8
}

/** The test that is drawn at a point. */
export function findTest(model: Model, at: number, y: number): Test | undefined {
  const lane = Math.floor((y - rulerHeight) / laneHeight(model))
  return model.tests.findLast((test) => test.lane === lane && test.from <= at && at <= test.to)
}

/** @param isShown - whether a test matches the search */
export function drawTests(
  painting: Painting,
  model: Model,
  { isShown, selected }: { isShown: (test: Test) => boolean; selected: unknown },
): void {
  const { context, palette } = painting
  const height = laneHeight(model)
  const gap = height > 8 ? 2 : height > 4 ? 1 : 0
  const colours = { ...palette, running: palette.muted }
  context.textAlign = 'left'
  for (const test of model.tests) {
    const bar = {
      from: test.from,
      to: test.to,
      y: rulerHeight + test.lane * height,
      height: height - gap,
    }
    context.globalAlpha = isShown(test) ? 1 : 0.15
    const drawn = drawBar(painting, bar, colours[test.state])
    if (drawn === undefined) continue
    if (height > 12 && drawn.width > 28) {
      context.fillStyle = palette.panel
      const room = drawn.width - 10
      drawText(context, test.name, { x: drawn.x + 5, y: bar.y + bar.height / 2 + 0.5, room })
    }
    // Without a gap, neighbours would look like one test.
    context.fillStyle = palette.back
    if (drawn.width > 3) context.fillRect(drawn.x + drawn.width - 1, bar.y, 1, bar.height)
    if (test === selected) outline(painting, { ...drawn, y: bar.y, height: bar.height })
  }
  context.globalAlpha = 1
}

function outline(
  { context, palette }: Painting,
  box: { x: number; y: number; width: number; height: number },
): void {
  context.strokeStyle = palette.ink
  context.lineWidth = 2
  context.strokeRect(box.x, box.y, Math.max(2, box.width), box.height)
  context.lineWidth = 1
}
