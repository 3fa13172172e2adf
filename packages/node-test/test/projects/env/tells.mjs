process.send(process.env.FILE_URL)
