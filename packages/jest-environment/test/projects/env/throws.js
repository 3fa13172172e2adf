throw new Error(`thrown by a set-up file with ${typeof process.env.FILE_URL}`)
