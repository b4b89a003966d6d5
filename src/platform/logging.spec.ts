import { pino } from 'pino';
import { pinoHttp } from 'pino-http';
import { QueryFailedError } from 'typeorm';
import { httpLoggingOptions, loggingOptions } from './logging.js';

describe('the log', () => {
  const written = (write: (log: pino.Logger) => void): string[] => {
    const lines: string[] = [];
    write(pino(loggingOptions({ logLevel: 'info' }), { write: (line: string) => lines.push(line) }));
    return lines;
  };

  it('is one line for one event, whatever line breaks somebody put into a value', () => {
    const forged = 'his\r\n{"level":50,"msg":"the administrator deleted everything"}';
    const lines = written((log) => log.info({ requestId: forged, path: forged }, forged));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd().split(/[\r\n]/)).toHaveLength(1);
  });

  it('hides secrets wherever they lie', () => {
    const secret = 'hunter2-hunter2';
    const [line] = written((log) =>
      log.info({ password: secret, req: { headers: { authorization: secret } }, a: { b: { c: { token: secret } } } }),
    );
    expect(line).not.toContain(secret);
    expect(line).toContain('[hidden]');
  });

  it('tells a failed query without its parameters', () => {
    const error = new QueryFailedError('SELECT $1', ['hunter2'], Object.assign(new Error('no'), { code: '42601' }));
    const [line] = written((log) => log.error({ err: error }, 'A request failed.'));
    expect(line).toContain('SELECT $1');
    expect(line).not.toContain('hunter2');
  });

  it('tells it so, too, through the logger that the service is given', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const { logger } = pinoHttp(httpLoggingOptions({ logLevel: 'info' }), destination as never);
    logger.error({ err: new QueryFailedError('SELECT $1', ['hunter2'], new Error('refused')) }, 'A request failed.');
    expect(lines[0]).toContain('refused');
    expect(lines[0]).not.toContain('hunter2');
  });
});
