import { connect, createServer, type Server, type Socket } from 'node:net';
import { OpenHospital } from '../harness/hospital.js';
import { cloneTemplate, dropDatabase } from '../harness/template.js';

/** A way to the database that can be closed, for new connections and for those that are open. */
class Road {
  private readonly sockets = new Set<Socket>();
  private open = true;
  private constructor(private readonly server: Server) {}

  static async to(host: string, port: number): Promise<Road> {
    const server = createServer();
    const road = new Road(server);
    server.on('connection', (near) => road.join(near, connect(port, host)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return road;
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The road has no port.');
    return address.port;
  }

  close(): void {
    this.open = false;
    for (const socket of this.sockets) socket.destroy();
  }

  reopen(): void {
    this.open = true;
  }

  end(): Promise<void> {
    this.close();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private join(near: Socket, far: Socket): void {
    for (const socket of [near, far]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    if (!this.open) near.destroy();
    near.pipe(far).pipe(near);
  }
}

describe('while the database is away', () => {
  let url: string;
  let road: Road;
  let hospital: OpenHospital;

  beforeAll(async () => {
    url = await cloneTemplate();
    const through = new URL(url);
    road = await Road.to(through.hostname, Number(through.port));
    through.hostname = '127.0.0.1';
    through.port = String(road.port);
    hospital = await OpenHospital.on(through.href);
  });
  afterAll(async () => {
    await hospital.leave();
    await road.end();
    await dropDatabase(url);
  });

  const later = () => new Promise((resolve) => setTimeout(resolve, 1_050));
  const ME = '{ me { username } }';

  it('whoever was known goes on reading, nobody new comes in, and nothing is written', async () => {
    const monitor = hospital.as('monitor');
    expect((await monitor.raw(ME)).status).toBe(200);
    await hospital.as('admin').raw('mutation { signOut { __typename } }');
    road.close();
    for (let second = 0; second < 2; second++) {
      await later();
      expect((await monitor.raw(ME)).body.data).toEqual({ me: { username: 'monitor' } });
    }
    const stranger = { authorization: `Bearer zs_${'A'.repeat(43)}` };
    expect((await hospital.anonymous.raw(ME, {}, stranger)).status).toBe(503);
    expect((await monitor.raw('mutation { signOut { __typename } }')).status).toBe(503);
    road.reopen();
    await later();
    expect((await hospital.anonymous.raw(ME, {}, stranger)).status).toBe(401);
    expect((await monitor.raw('mutation { signOut { __typename } }')).body.data).toEqual({
      signOut: { __typename: 'SignedOut' },
    });
    expect((await monitor.raw(ME)).status).toBe(401);
  });
});
