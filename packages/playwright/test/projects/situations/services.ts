import type { httpExecutor } from '@mirakuru/playwright'

/** The types of what the configuration declares. */
export declare const services: { readonly api: ReturnType<typeof httpExecutor> }
