/** What this project does, by the names of rows. */
const own =
  /Executor|mirakuru|^(?:shared|fresh|adapter|run-scoped|worker-scoped|file-scoped|through one supervisor|supervisor:|lease$|after \d|crash|one fixture|\d+ tests)/

/** What others do, or what no tool can be better than. */
const others =
  /^(?:a loop|execa|Playwright|wait-on|jest-dev-server|start-server-and-test|the first output|kill the group|spawn|without|node:|by hand:|PGlite|`docker run|testcontainers)/

/** Whose a row is, `own` or `other`; every row has to be known, for none to get the colour of somebody else. */
export function findSide(what) {
  const isOwn = own.test(what)
  if (isOwn === others.test(what))
    throw new Error(`Cannot tell whose "${what}" is: report/sides.mjs has to name its beginning`)
  return isOwn ? 'own' : 'other'
}
