const mirakuru = require('@mirakuru/jest-environment')

// What a declaration is made with is as good as what it is used with.
if (process.env.CALLS === 'tcpExecutor') mirakuru.tcpExecutor('node server.js')
global.api = mirakuru.useProcess('api')
