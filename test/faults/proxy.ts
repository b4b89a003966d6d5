import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** pass: as if it were not there. blackhole: takes everything and answers nothing. dropReply: the answer to a COMMIT is lost. */
export type Mode = 'pass' | 'blackhole' | 'dropReply';

const COMMIT = Buffer.from('COMMIT\0');

/** A network between the service and its database, on which a test can do what networks do. */
export class Proxy {
  mode: Mode = 'pass';
  /** Answers to COMMITs that were lost. */
  lost = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async to(url: string): Promise<Proxy> {
    const server = createServer();
    const proxy = new Proxy(server, new URL(url));
    server.on('connection', (client) => proxy.join(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The database as it is reached through here. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const database = connect(Number(this.target.port), this.target.hostname);
    let losing = false;
    for (const [socket, other] of [[client, database] as const, [database, client] as const]) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (data) => {
      losing ||= this.mode === 'dropReply' && data.includes(COMMIT);
      if (this.mode !== 'blackhole') database.write(data);
    });
    database.on('data', (data) => {
      if (losing) {
        this.lost += 1;
        client.destroy();
      } else if (this.mode !== 'blackhole') client.write(data);
    });
  }
}
