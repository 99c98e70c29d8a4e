import { createOnnxWriter } from '../../graph/onnx.ts';
import { systemClock } from '../../measuring/clock.ts';
import { openSession, type SessionSettings } from '../../runtime/session.ts';

/** What a measurement sent to the device and took back, in calls and bytes of both ways together. */
export interface Moved {
  readonly runs: number;
  readonly bytes: number;
}

/**
 * Milliseconds in which as many bytes go to the device and come back in as many calls, half of them either way, with no work between: a graph that is an
 * identity. What a call itself costs is in them. `count` times.
 */
export async function measureTransfer(settings: SessionSettings, { runs, bytes }: Moved, count: number): Promise<number[]> {
  const writer = createOnnxWriter('identity');
  writer.input('x', 'float32', ['n']);
  writer.output('y', 'x', ['n']);
  const session = await openSession(writer.bytes(), settings);
  const length = Math.max(1, Math.round(bytes / runs / 2 / Float32Array.BYTES_PER_ELEMENT));
  const [x, y] = [new Float32Array(length), new Float32Array(length)].map((data) => ({ dims: [length], data }));
  const times: number[] = [];
  // The first call compiles and is profiled.
  for (let i = -1; i < count; i++) {
    const start = systemClock.nowMs();
    for (let call = 0; call < Math.round(runs); call++) await session.run({ x: x! }, { y: y! });
    if (i >= 0) times.push(systemClock.nowMs() - start);
  }
  await session.close();
  return times;
}
