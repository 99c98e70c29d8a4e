import { readFileSync } from 'node:fs';
import { exitCodes, UserError } from '../errors.ts';
import { environmentError } from '../suite/running/environment-error.ts';
import { accuracyProbe } from './accuracy-probe.ts';
import { type ProbeRequest, protocolVersion } from './protocol.ts';
import { speedProbe } from './speed-probe.ts';

// Entry of the processes that a gate compares: one request on standard input, one answer as the last line of standard output.
try {
  const request = JSON.parse(readFileSync(0, 'utf8')) as ProbeRequest;
  if (request.protocol !== protocolVersion) {
    throw new UserError(
      'input',
      `this side speaks version ${protocolVersion} of the gate's protocol, the gate version ${request.protocol}`,
      {
        remedy: 'Gate two sides of nearer versions.',
      },
    );
  }
  const answer = request.task === 'speed' ? await speedProbe(request) : await accuracyProbe(request);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
} catch (cause) {
  const error = environmentError(cause);
  const { message, remedy } = error instanceof UserError ? error : { message: (error as Error).stack ?? String(error) };
  process.stderr.write(`${message}\n${remedy === undefined ? '' : `${remedy}\n`}`);
  process.exitCode = exitCodes[error instanceof UserError ? error.kind : 'internal'];
}
