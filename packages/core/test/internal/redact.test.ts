import { describe, expect, test } from 'vitest'
import { hideKnownSecrets, rememberSecret } from '../../src/internal/known-secrets.js'
import {
  findSecrets,
  redact,
  redactArguments,
  redactCommand,
  soundsSecret,
} from '../../src/internal/redact.js'

describe('redact() hides the password of a URL', () => {
  test.each([
    ['redis://user:p@ss/w:rd@host:6379/0', 'redis://user:…@host:6379/0'],
    ['postgres://u:p/w@h/db?email=a@b', 'postgres://u:…@h/db?email=a@b'],
    ['redis://:secret@host', 'redis://:…@host'],
    ['a "mongodb://u:p@h1,h2/x" b', 'a "mongodb://u:…@h1,h2/x" b'],
    ['u?p: ftp://u:p?w@host/', 'u?p: ftp://u:…@host/'],
    ['https://0123456789abcdefghij@github.com/x', 'https://…@github.com/x'],
  ])('%s', (text, shown) => expect(redact(text)).toBe(shown))

  test.each([
    'http://localhost:5173/@vite/client',
    'http://[::1]:80/@x',
    'https://registry.example/@scope/pkg',
    'ssh://git@github.com/a@b',
    'http://user:@host/',
    'a@b.example, see http://host:80/',
  ])('and nothing of %s', (text) => expect(redact(text)).toBe(text))
})

describe('redactCommand() hides what sounds secret', () => {
  test.each([
    ['redis-server --requirepass s3cret --port 1', 'redis-server --requirepass … --port 1'],
    ["x --password 'a b' --no-password --port 1", 'x --password … --no-password --port 1'],
    ["x '--password=a b' y", "x '--password=…' y"],
    ['PGPASSWORD=p@ss psql -h x', 'PGPASSWORD=… psql -h x'],
    [
      "curl -H 'Authorization: Bearer abc' -u admin:pw x",
      "curl -H 'Authorization: …' -u admin:… x",
    ],
    ["sh -c 'mysql -uroot -ppw -e x'", "sh -c 'mysql -uroot -p… -e x'"],
    ['redis-cli -a pw ping', 'redis-cli -a … ping'],
    ['docker run -u 1:1 -e POSTGRES_PASSWORD=x y', 'docker run -u 1:1 -e POSTGRES_PASSWORD=… y'],
  ])('%s', (text, shown) => expect(redactCommand(text)).toBe(shown))

  test.each([
    'x --password-file /a --token-ttl 5',
    'initdb -D /x --auth=trust --pwfile y',
    'x --bypass --port 3',
  ])('and nothing of %s', (text) => expect(redactCommand(text)).toBe(text))

  test('one argument after the other', () => {
    const args = ['a', '--password', 'x y', '--token=z', 'redis://a:b@c', '--secret', '--port']
    expect(redactArguments(args)).toEqual([
      'a',
      '--password',
      '…',
      '--token=…',
      'redis://a:…@c',
      '--secret',
      '--port',
    ])
    expect(findSecrets(args)).toEqual(['x y', 'z', 'b'])
  })
})

test.each([
  [
    'PASSWORD',
    'API_KEY',
    'Authorization',
    'x-api-key',
    'BASIC_AUTH',
    'JWT_SECRET_KEY',
    'MYSQL_PWD',
  ],
])('%s and others sound secret', (...names) => {
  expect(names.filter((name) => !soundsSecret(name))).toEqual([])
  const plain = ['PORT', 'NODE_ENV', 'TOKEN_FILE', 'DATABASE_URL', 'SSH_AUTH_SOCK', 'accept']
  expect(plain.filter(soundsSecret)).toEqual([])
})

test('A secret that is known is hidden anywhere, but for what every text may have in it', () => {
  for (const secret of ['s3cret+(part', 's3cret+(part)+more', 'postgres', '123456', 'a1'])
    rememberSecret(secret)
  expect(hideKnownSecrets('a s3cret+(part)+more, a s3cret+(part; postgres a1 123456')).toBe(
    'a …, a …; postgres a1 123456',
  )
})
