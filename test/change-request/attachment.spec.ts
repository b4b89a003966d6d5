import { must, type RequestSeen } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';
import { Desk } from './desk.js';

const PDF = Buffer.from('%PDF-1.7\nminutes of the price committee\n');

describe('an attachment', () => {
  const hospital = useHospital();
  const desk = () => new Desk(hospital, 'drug-maintainer');
  const draft = async (): Promise<RequestSeen> =>
    must('ChangeRequest', await desk().create([{ dictionary: 'drug_form', code: '01', values: { sort: 5 } }]));

  const tokenOf = async (username: string): Promise<string> => {
    const query = `mutation { signIn(username: "${username}", password: "zidian-demo") { ... on Session { token } } }`;
    return (await hospital.anonymous.gql<{ signIn: { token: string } }>(query)).signIn.token;
  };
  const inject = async (method: 'GET' | 'POST', url: string, username: string, payload?: Buffer, headers = {}) =>
    hospital.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${await tokenOf(username)}`, 'content-type': 'application/pdf', ...headers },
      ...(payload ? { payload } : {}),
    });
  const attach = (
    { number, revision }: RequestSeen,
    { bytes = PDF, name = '会议纪要.pdf', purpose = 'MINUTES', username = 'drug-maintainer', headers = {} } = {},
  ) => {
    const query = new URLSearchParams({ name, purpose, revision: String(revision) });
    return inject('POST', `/change-requests/${number}/attachments?${query.toString()}`, username, bytes, headers);
  };
  interface Seen {
    readonly digest: string;
    readonly attachments: readonly { id: string; name: string; mediaType: string; size: number; sha256: string }[];
  }
  const see = (request: RequestSeen) =>
    desk().see<Seen>(request, 'digest attachments { id name purpose mediaType size sha256 uploadedBy { username } }');

  it('is part of what is signed: it changes the digest and counts as an edit', async () => {
    const request = await draft();
    const response = await attach(request);
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ number: request.number, revision: 2, status: 'DRAFT' });
    const seen = await see(request);
    expect(seen.digest).not.toBe(request.digest);
    expect(seen.attachments).toMatchObject([
      {
        name: '会议纪要.pdf',
        purpose: 'MINUTES',
        mediaType: 'application/pdf',
        size: PDF.length,
        uploadedBy: { username: 'drug-maintainer' },
      },
    ]);
  });

  it('comes back as it was sent, to be saved and never to be run', async () => {
    const request = await draft();
    await attach(request);
    const [attachment] = (await see(request)).attachments;
    const response = await inject(
      'GET',
      `/change-requests/${request.number}/attachments/${attachment?.id}`,
      'pharmacy-reviewer',
    );
    expect(response.rawPayload).toEqual(PDF);
    expect(response.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('会议纪要.pdf')}`,
      'x-content-type-options': 'nosniff',
    });
  });

  it('is found only under its own request, and only by those who may read it', async () => {
    const [request, other] = [await draft(), await draft()];
    await attach(request);
    const [attachment] = (await see(request)).attachments;
    const at = (number: string) => `/change-requests/${number}/attachments/${attachment?.id}`;
    expect((await inject('GET', at(other.number), 'monitor')).statusCode).toBe(404);
    expect((await inject('GET', `/change-requests/${request.number}/attachments/x'y`, 'monitor')).statusCode).toBe(404);
    expect((await hospital.app.inject({ method: 'GET', url: at(request.number) })).statusCode).toBe(401);
  });

  it('taken away from a draft is no longer signed, and still there for whoever looks back', async () => {
    const request = await draft();
    await attach(request);
    const [attachment] = (await see(request)).attachments;
    const remove = (revision: number) =>
      desk().edit({ ...request, revision }, 'removeAttachment', { attachment: ['ID!', attachment?.id] });
    expect(must('ChangeRequest', await remove(2)).revision).toBe(3);
    expect((await see(request)).attachments).toEqual([]);
    expect(await remove(3)).toMatchObject({ __typename: 'NotFound' });
    const url = `/change-requests/${request.number}/attachments/${attachment?.id}`;
    expect((await inject('GET', url, 'monitor')).statusCode).toBe(200);
  });

  it('cannot be taken away in review; one that is added there makes the request a draft again', async () => {
    const submitted = must('ChangeRequest', await desk().path.submit('drug-maintainer', await draft()));
    const id = { attachment: ['ID!', '0190b0f0-0000-7000-8000-000000000000'] as const };
    expect(await desk().edit(submitted, 'removeAttachment', id)).toMatchObject({ __typename: 'WrongState' });
    expect((await attach(submitted)).json()).toMatchObject({ status: 'DRAFT' });
  });

  it.each([
    ['a program under the name of a PDF', { bytes: Buffer.from('MZ\x90\x00') }, 422],
    ['a name that is a path', { name: '../../etc/passwd' }, 422],
    ['an unknown purpose', { purpose: 'FUN' }, 422],
    ['nothing', { bytes: Buffer.alloc(0) }, 422],
    ['more than 20 MiB', { bytes: Buffer.concat([PDF, Buffer.alloc(20 * 1024 * 1024)]) }, 413],
    ['a file of somebody who does not edit the request', { username: 'price-maintainer' }, 403],
    ['a file sent to an older revision', {}, 409],
  ])('is refused: %s', async (sentence, upload, status) => {
    const request = await draft();
    const revision = sentence.includes('older') ? request.revision - 1 : request.revision;
    expect((await attach({ ...request, revision }, upload)).statusCode).toBe(status);
    expect((await see(request)).attachments).toEqual([]);
  });

  it('of exactly 20 MiB is taken', async () => {
    const bytes = Buffer.concat([PDF, Buffer.alloc(20 * 1024 * 1024 - PDF.length)]);
    expect((await attach(await draft(), { bytes })).statusCode).toBe(201);
  });

  it('sent twice with one key is there once', async () => {
    const request = await draft();
    const headers = { 'idempotency-key': 'attach-once' };
    const [first, second] = [await attach(request, { headers }), await attach(request, { headers })];
    expect(second.json()).toEqual(first.json());
    expect((await see(request)).attachments).toHaveLength(1);
  });
});

describe('other routes', () => {
  const hospital = useHospital();

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/csv'])('take no body of %s', async (type) => {
    const response = await hospital.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': type },
      payload: '{ me { name } }',
    });
    expect(response.statusCode).toBe(415);
  });
});
