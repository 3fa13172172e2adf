globalThis.afterEnv = process.env.DB_URL
