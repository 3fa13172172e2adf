throw new Error(`not loadable with ${typeof process.env['FILE_URL']}`)
