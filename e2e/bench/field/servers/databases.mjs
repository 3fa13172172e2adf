const binaries = '/usr/lib/postgresql/15/bin'

/** Databases, caches, queues. */
export const databases = [
  {
    name: 'redis',
    program: 'redis-server',
    debian: 'redis-server 7.0.15',
    command: "redis-server --port {port} --bind {host} --save '' --dir {tmp}",
    ask: { send: 'PING\r\n', expect: /PONG/ },
    page: {
      title: 'Redis',
      sign: 'TCP; with a dump to load `redis-cli -p {port} ping` as `healthcheck`',
      exit: '0',
      notes: [
        'Without `--dir {tmp}` it writes `dump.rdb` into its working folder, your project, and the next one that starts there loads it.',
      ],
    },
  },
  {
    name: 'postgresql',
    program: `${binaries}/postgres`,
    debian: 'postgresql 15.18',
    user: 'postgres',
    before: `if [ ! -e {tmp}/data ]; then ${binaries}/initdb --auth trust --username postgres --no-sync --pgdata {tmp}/data >&2; fi`,
    command: `${binaries}/postgres -D {tmp}/data -p {port} -c listen_addresses={host} -c unix_socket_directories= -c fsync=off`,
    advice: {
      healthcheck: 'pg_isready --host {host} --port {port}',
      stopSignal: 'SIGINT',
    },
    // A startup message of version 3.0 for the user postgres: "R" asks for, or grants, the authentication.
    ask: {
      send: '\0\0\0\x17\0\x03\0\0user\0postgres\0\0',
      expect: /^R/,
    },
    page: {
      title: 'PostgreSQL',
      sign: '`pg_isready`: it accepts connections long before it answers them',
      exit: '0',
      notes: [
        '`SIGINT` is its fast shutdown. `SIGTERM` waits until the last client has disconnected, without a limit.',
        'From its first accepted connection to its first answer it took 16 ms on an idle machine and 300 to 750 ms on a busy one. Until then clients get the error 57P03.',
        'It writes a socket to `/var/run/postgresql`, unless `unix_socket_directories` says otherwise.',
      ],
    },
  },
  {
    name: 'mariadb',
    program: 'mariadbd',
    debian: 'mariadb-server 10.11',
    user: 'mysql',
    before:
      'if [ ! -e {tmp}/data ]; then mariadb-install-db --no-defaults --datadir={tmp}/data --tmpdir={tmp} --auth-root-authentication-method=normal --skip-test-db >&2; fi',
    command:
      'mariadbd --no-defaults --datadir={tmp}/data --port={port} --bind-address={host} --socket={tmp}/m.sock --pid-file={tmp}/m.pid',
    advice: {
      healthcheck: 'mariadb-admin --no-defaults --host {host} --port {port} --user root ping',
    },
    ask: { expect: /MariaDB/ },
    page: {
      title: 'MariaDB',
      sign: '`mariadb-admin ping`: the first handshake takes 30 ms and more after the first accepted connection',
      exit: '0',
      notes: [
        'A `SIGTERM` that comes within some milliseconds of its first accepted connection is lost. The `healthcheck` takes longer than that.',
      ],
    },
  },
  {
    name: 'memcached',
    program: 'memcached',
    debian: 'memcached 1.6.18',
    command: 'memcached -u memcache -p {port} -l {host}',
    ask: { send: 'version\r\n', expect: /^VERSION/ },
    page: {
      title: 'memcached',
      sign: 'TCP',
      exit: '0',
      notes: ['As root it refuses to start without `-u`. It takes half a second to stop.'],
    },
  },
  {
    name: 'nats',
    program: 'nats-server',
    debian: 'nats-server 2.9.10',
    command: 'nats-server -a {host} -p {port}',
    advice: { expectedExitCode: 1 },
    ask: { expect: /^INFO/ },
    page: { title: 'NATS', sign: 'TCP', exit: '1, always', notes: [] },
  },
  {
    name: 'mosquitto',
    program: 'mosquitto',
    debian: 'mosquitto 2.0.11',
    command: 'mosquitto -c {tmp}/m.conf',
    files: { 'm.conf': 'listener {port} {host}\nallow_anonymous true\n' },
    ask: { send: '\x10\x0d\x00\x04MQTT\x04\x02\x00\x3c\x00\x01x', expect: '\x20\x02\x00\x00' },
    page: {
      title: 'mosquitto',
      sign: 'TCP',
      exit: '0',
      notes: [
        'Give it a configuration: with `-p` alone it keeps running without its port if that is taken.',
        'It checks for signals every 100 ms.',
      ],
    },
  },
  {
    name: 'etcd',
    program: 'etcd',
    debian: 'etcd-server 3.4.23',
    ports: ['peer'],
    command: [
      'etcd --data-dir {tmp}/etcd --listen-client-urls http://{host}:{port} --advertise-client-urls http://{host}:{port}',
      '--listen-peer-urls http://{host}:{ports.peer} --initial-advertise-peer-urls http://{host}:{ports.peer}',
      '--initial-cluster default=http://{host}:{ports.peer}',
    ].join(' '),
    advice: { executor: 'http', url: 'http://{host}:{port}/health' },
    ask: { path: '/health', expect: /"health":\s*"true"/ },
    page: {
      title: 'etcd',
      sign: '`/health` over HTTP: it accepts connections 130 to 730 ms before it answers',
      exit: 'SIGTERM',
      ports: '2380, for its peers',
      notes: ['Without peer URLs of their own, two instances collide on port 2380.'],
    },
  },
  {
    name: 'zookeeper',
    program: '/usr/share/zookeeper/bin/zkServer.sh',
    debian: 'zookeeper 3.8.0',
    env: { ZOO_LOG_DIR: '{tmp}/log' },
    command: '/usr/share/zookeeper/bin/zkServer.sh start-foreground {tmp}/zoo.cfg',
    files: {
      'zoo.cfg': [
        'tickTime=2000',
        'dataDir={tmp}/data',
        'clientPort={port}',
        'clientPortAddress={host}',
        'admin.enableServer=false',
        '4lw.commands.whitelist=ruok',
        '',
      ].join('\n'),
    },
    advice: {
      healthcheck: [
        'bash',
        '-c',
        'exec 3<>/dev/tcp/{host}/{port} && echo ruok >&3 && timeout 1 grep -q imok <&3',
      ],
    },
    ask: { send: 'ruok', expect: /imok/ },
    page: {
      title: 'ZooKeeper',
      sign: '`ruok` as `healthcheck`: the first connection is never answered, and later ones are closed for 250 ms',
      exit: '143',
      notes: [
        'The second argument of `zkServer.sh` is the whole path of its configuration: `ZOOCFGDIR` is overwritten by Debian, and without the argument that of the system is used.',
        'Without `ZOO_LOG_DIR` it writes to `/var/log/zookeeper`.',
      ],
    },
  },
  {
    name: 'beanstalkd',
    program: 'beanstalkd',
    debian: 'beanstalkd 1.12',
    command: 'beanstalkd -l {host} -p {port}',
    ask: { send: 'stats\r\n', expect: /^OK/ },
    page: { title: 'beanstalkd', sign: 'TCP', exit: 'SIGTERM', notes: [] },
  },
  {
    name: 'gearmand',
    program: 'gearmand',
    debian: 'gearman-job-server 1.1.20',
    command: 'gearmand -L {host} -p {port} -l stderr',
    ask: { send: 'version\n', expect: /^OK/ },
    page: {
      title: 'gearmand',
      sign: 'TCP',
      exit: '0',
      notes: ['If its port is taken, it tries for 22 s before it exits with 1.'],
    },
  },
  {
    name: 'prometheus',
    program: 'prometheus',
    debian: 'prometheus 2.42',
    command:
      'prometheus --config.file={tmp}/p.yml --storage.tsdb.path={tmp}/data --web.listen-address={host}:{port}',
    files: { 'p.yml': 'global:\n  scrape_interval: 15s\n' },
    advice: { executor: 'http', url: 'http://{host}:{port}/-/ready' },
    ask: { path: '/-/ready', expect: /^HTTP\/1.1 200/ },
    page: {
      title: 'Prometheus',
      sign: '`/-/ready` over HTTP: it answers with 503 before',
      exit: '0',
      notes: [],
    },
  },
  {
    name: 'influxdb',
    program: 'influxd',
    debian: 'influxdb 1.6.7',
    ports: ['backup'],
    command: 'influxd -config {tmp}/i.conf',
    files: {
      'i.conf': [
        'reporting-disabled = true',
        'bind-address = "{host}:{ports.backup}"',
        '[meta]',
        'dir = "{tmp}/meta"',
        '[data]',
        'dir = "{tmp}/data"',
        'wal-dir = "{tmp}/wal"',
        '[http]',
        'bind-address = "{host}:{port}"',
        '',
      ].join('\n'),
    },
    advice: { executor: 'http', url: 'http://{host}:{port}/ping' },
    ask: { path: '/ping', expect: /^HTTP\/1.1 204/ },
    page: {
      title: 'InfluxDB 1',
      sign: '`/ping` over HTTP',
      exit: '0',
      ports: '8088, for backups',
      notes: ['Without a `bind-address` of its own at the top a second instance does not start.'],
    },
  },
]
