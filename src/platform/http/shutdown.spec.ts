import { OpenHospital } from '../../../test/harness/hospital.js';
import { listening } from '../../../test/harness/listening.js';
import { ward } from '../../../test/platform/ward.fixture.js';

describe('a service that is told to end', () => {
  it('finishes what it was asked before it goes, and takes nothing new', async () => {
    const hospital = await OpenHospital.open({ root: ward });
    const url = await listening(hospital.app);
    const ask = (query: string): Promise<Response> =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
    await ask('{ bed(id: "1") { id } }');
    const asked = ask('{ bed(id: "slow") { id } }');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closing = hospital.close();
    expect(await (await asked).json()).toEqual({ data: { bed: { id: 'slow' } } });
    await closing;
    await expect(ask('{ bed(id: "1") { id } }')).rejects.toThrow('fetch failed');
  });
});
