import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can turn into a black hole: connections stay open and nothing comes through, as behind a dead switch. */
export class Proxy {
  private readonly pairs = new Set<[Socket, Socket]>();
  private dark = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(host: string, port: number): Promise<Proxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new Proxy(server, (server.address() as { port: number }).port);
    server.on('connection', (near) => proxy.join(near, connect(port, host)));
    return proxy;
  }

  private join(near: Socket, far: Socket): void {
    this.pairs.add([near, far]);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk: Buffer) => this.dark || to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => this.dark || to.destroy());
    }
  }

  swallowEverything(): void {
    this.dark = true;
  }

  /** New connections come through again; those that were swallowed stay lost. */
  recover(): void {
    for (const [near, far] of this.pairs) for (const socket of [near, far]) socket.removeAllListeners('data');
    this.pairs.clear();
    this.dark = false;
  }

  async close(): Promise<void> {
    this.recover();
    this.server.close();
  }
}
