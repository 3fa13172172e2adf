import { beforeAll, describe } from 'vitest'
import { beOwnRun } from '../support/clients.js'
import { missingEngine, useEngine } from '../support/engines.js'
import { Podman } from '../support/podman.js'
import { describeKills } from './after-kill.js'
import { describeContainers } from './contract.js'
import { describeFailures } from './failures.js'
import { describePreparation } from './prepare.js'
import { describeReferences } from './references.js'

beforeAll(beOwnRun)

describe.skipIf(missingEngine !== undefined)('With podman', () => {
  const podman = useEngine(() => Podman.start())

  describe('a container', () => describeContainers(podman))
  describe('of what goes wrong:', () => describeFailures(podman))
  describe('a reference', () => describeReferences())
  describe('a preparation', () => describePreparation(podman))
  // It has no daemon: it may leave a volume without a name if it is killed while it creates a container.
  describe('a container', () => describeKills(podman, { hasDaemon: false }))
})
