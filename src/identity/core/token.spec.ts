import { tokenOf } from './token.js';

const SECRET = 'A'.repeat(43);

describe('the Authorization header', () => {
  it('carries a session or an API key', () => {
    expect(tokenOf(`Bearer zs_${SECRET}`)).toEqual({ kind: 'SESSION', text: `zs_${SECRET}` });
    expect(tokenOf(`bearer  zk_${SECRET}`)).toEqual({ kind: 'API_KEY', text: `zk_${SECRET}` });
  });

  it.each([
    '',
    'Bearer',
    `Basic zs_${SECRET}`,
    `Bearer zs_${SECRET}A`,
    `Bearer zx_${SECRET}`,
    'Bearer zs_short',
    SECRET,
  ])('carries nothing of ours in “%s”', (header) => {
    expect(tokenOf(header)).toBeNull();
  });
});
