import type { Handle } from '@mirakuru/core/client'
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob'
import { connect as connectNats } from '@nats-io/transport-node'
import { connect as connectAmqp } from 'amqplib'
import { Etcd3 } from 'etcd3'
import { Redis } from 'ioredis'
import { Client as Memcached } from 'memjs'
import { connectAsync as connectMqtt } from 'mqtt'
import { createConnection as connectMysql } from 'mysql2/promise'
import { createTransport } from 'nodemailer'

/** What a client needs to know of a server. */
export type Server = Pick<Handle, 'host' | 'ports'> & { readonly url: string }

/** A connection that stays open; one is enough to see what another has written. */
export interface Client {
  /** Writes something, always the same. */
  write(): Promise<unknown>
  /** Whether something was written. */
  isWritten(): Promise<boolean>
  close(): unknown
}

/** Connects the usual client of a service. */
export type Connect = (server: Server) => Promise<Client>

export const connectRedis: Connect = async ({ url }) => {
  const client = new Redis(url)
  client.on('error', () => undefined)
  return {
    write: () => client.set('key', 'value'),
    isWritten: async () => (await client.get('key')) === 'value',
    close: () => client.disconnect(),
  }
}

export const connectMemcached: Connect = async ({ url }) => {
  const client = Memcached.create(url, { retries: 0 })
  return {
    write: () => client.set('key', 'value', {}),
    isWritten: async () => (await client.get('key')).value?.toString() === 'value',
    close: () => client.quit(),
  }
}

export const connectToNats: Connect = async ({ url }) => {
  const client = await connectNats({ servers: url, reconnect: false })
  const received = client.subscribe('subject', { max: 1 })
  await client.flush()
  let written = false
  return {
    async write() {
      client.publish('subject', 'value')
      for await (const message of received) written = message.string() === 'value'
    },
    isWritten: async () => written,
    close: () => client.close(),
  }
}

export const connectMosquitto: Connect = async ({ url }) => {
  const client = await connectMqtt(url, { reconnectPeriod: 0 })
  return {
    write: () => client.publishAsync('topic', 'value', { qos: 1, retain: true }),
    async isWritten() {
      const message = new Promise<string>((resolve) => {
        client.once('message', (_topic, payload) => resolve(payload.toString()))
      })
      await client.subscribeAsync('topic')
      // What is retained comes before an answer that is asked for after it.
      const pong = client.subscribeAsync('last').then(() => client.publishAsync('last', 'nothing'))
      const [first] = await Promise.all([message, pong])
      return first === 'value'
    },
    close: () => client.end(true),
  }
}

export const connectEtcd: Connect = async ({ url }) => {
  const client = new Etcd3({ hosts: url })
  return {
    write: async () => client.put('key').value('value'),
    isWritten: async () => (await client.get('key').string()) === 'value',
    close: () => client.close(),
  }
}

export const connectMariadb: Connect = async ({ url }) => {
  const client = await connectMysql(url)
  client.on('error', () => undefined)
  return {
    async write() {
      await client.query('create table written (id int)')
      await client.query('insert into written values (1)')
    },
    async isWritten() {
      const [tables] = await client.query("show tables like 'written'")
      if ((tables as unknown[]).length === 0) return false
      const [rows] = await client.query('select * from written')
      return (rows as unknown[]).length > 0
    },
    close: () => client.destroy(),
  }
}

export const connectRabbitmq: Connect = async ({ url }) => {
  const client = await connectAmqp(url)
  client.on('error', () => undefined)
  const channel = await client.createConfirmChannel()
  channel.on('error', () => undefined)
  return {
    async write() {
      await channel.assertQueue('queue')
      channel.sendToQueue('queue', Buffer.from('value'))
      await channel.waitForConfirms()
    },
    async isWritten() {
      const { messageCount } = await channel.assertQueue('queue')
      return messageCount > 0
    },
    // It rejects if the server has ended the connection.
    close: () => client.close().catch(() => undefined),
  }
}

export const connectNginx: Connect = async ({ url }) => {
  const first = await fetch(url)
  return {
    write: () => first.text(),
    isWritten: async () => (await (await fetch(url)).text()) === 'it works\n',
    close: () => undefined,
  }
}

export const connectMail: Connect = async ({ url, host, ports }) => {
  const transport = createTransport(url, { pool: true } as object)
  return {
    write: () => transport.sendMail({ from: 'a@test', to: 'b@test', subject: 'value', text: '' }),
    async isWritten() {
      const received = await fetch(`http://${host}:${ports['web']}/email`)
      return ((await received.json()) as { subject: string }[]).some(
        (mail) => mail.subject === 'value',
      )
    },
    close: () => transport.close(),
  }
}

export const connectAzurite: Connect = async ({ url }) => {
  // https://learn.microsoft.com/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key
  const key =
    'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
  const client = new BlobServiceClient(url, new StorageSharedKeyCredential('devstoreaccount1', key))
  const container = client.getContainerClient('container')
  return {
    write: () => container.create(),
    isWritten: () => container.exists(),
    close: () => undefined,
  }
}

export const connectDynamodb: Connect = async ({ url }) => {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  const client = new DynamoDBClient({ endpoint: url, region: 'local', credentials })
  const key = 'Id'
  return {
    write: () =>
      client.send(
        new CreateTableCommand({
          TableName: 'written',
          AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
          KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      ),
    async isWritten() {
      const { TableNames = [] } = await client.send(new ListTablesCommand())
      return TableNames.includes('written')
    },
    close: () => client.destroy(),
  }
}
