// In place of Node's modules of the same names: whatever stands in the global object at the moment of a call.

export const setTimeout = (call: () => void, delay?: number): NodeJS.Timeout =>
  globalThis.setTimeout(call, delay)
export const setInterval = (call: () => void, interval?: number): NodeJS.Timeout =>
  globalThis.setInterval(call, interval)
export const setImmediate = (call: () => void): NodeJS.Immediate => globalThis.setImmediate(call)
export const clearImmediate = (immediate?: NodeJS.Immediate): void =>
  globalThis.clearImmediate(immediate)
export const clearTimeout = (timer?: NodeJS.Timeout): void => globalThis.clearTimeout(timer)
export const clearInterval = (timer?: NodeJS.Timeout): void => globalThis.clearInterval(timer)

export const performance = {
  timeOrigin: globalThis.performance.timeOrigin,
  now: (): number => globalThis.performance.now(),
}
