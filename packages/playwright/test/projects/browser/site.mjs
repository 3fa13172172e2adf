// A page with a button: it asks the server, which prints that it was asked; `/exit` ends the server.
import { createServer } from 'node:http'

const page = `<!doctype html><link rel="icon" href="data:,"><title>A page</title><button>Greet</button><p></p><script>
document.querySelector('button').onclick = async () => {
  document.querySelector('p').textContent = await (await fetch('/greeting')).text()
}
</script>`

createServer((request, response) => {
  if (request.url === '/exit') process.exit(7)
  console.log(`asked for ${request.url}`)
  response.setHeader('content-type', 'text/html')
  response.end(request.url === '/greeting' ? 'hello' : page)
}).listen(Number(process.argv[2]), '127.0.0.1')
