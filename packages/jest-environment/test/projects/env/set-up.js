globalThis.ofSetUp = [process.env.DB_URL, process.env.FILE_URL, process.env.GONE]
