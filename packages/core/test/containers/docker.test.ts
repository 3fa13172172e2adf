import { beforeAll, describe } from 'vitest'
import { beOwnRun } from '../support/clients.js'
import { missingEngine, useDocker } from '../support/engines.js'
import { describeKills } from './after-kill.js'
import { describeContainers } from './contract.js'
import { describeEngineFaults, describeFailures } from './failures.js'
import { describeLifetimes } from './lifetimes.js'
import { describePreparation } from './prepare.js'
import { describeReferences } from './references.js'

beforeAll(beOwnRun)

describe.skipIf(missingEngine !== undefined)('With docker', () => {
  const docker = useDocker()

  describe('a container', () => describeContainers(docker))
  describe('of what goes wrong:', () => describeFailures(docker))
  describe('of what goes wrong:', describeEngineFaults)
  describe('a lifetime:', () => describeLifetimes(docker))
  describe('a reference', () => describeReferences())
  describe('a preparation', () => describePreparation(docker))
  describe('a container', () => describeKills(docker))
})
