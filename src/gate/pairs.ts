import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { parseJson } from '../files/json.ts';
import { createRandom, deriveSeed } from '../random.ts';
import {
  type AccuracyAnswer,
  answerSchema,
  type Plant,
  type ProbeRequest,
  protocolVersion,
  type SpeedAnswer,
} from './protocol.ts';
import { probe, type Side, type SideName } from './side.ts';
import { runSide } from './side-process.ts';

/** Both sides, and what their processes are asked about. */
export interface Arena {
  readonly base: Side;
  readonly head: Side;
  readonly request: Omit<ProbeRequest, 'protocol' | 'task' | 'plant' | 'seed'>;
  /** Harm that is done to the head alone. */
  readonly plant: Plant;
  readonly signal: AbortSignal;
}

export interface Pair {
  readonly first: SideName;
  readonly base: SpeedAnswer;
  readonly head: SpeedAnswer;
}

const limitSeconds = 300;
/** How often a process is asked again whose clock jumped. */
const attempts = 3;

/** Which side of each pair is first: half of them either, in an order by the seed, so that neither gains by its place or by drift. */
export function pairOrder(pairs: number, seed: number): SideName[] {
  const order = Array.from({ length: pairs }, (_, i): SideName => (i % 2 === 0 ? 'base' : 'head'));
  return createRandom(deriveSeed(seed, 'order')).shuffle(order);
}

/** Fresh processes of both sides in turn. Throws a `UserError` when one of them fails, or tells another set of metrics than its side did before. */
export async function collectPairs(arena: Arena, pairs: number, seed: number, onPair: (done: number) => void): Promise<Pair[]> {
  const collected: Pair[] = [];
  for (const [i, first] of pairOrder(pairs, seed).entries()) {
    const answers: Partial<Record<SideName, SpeedAnswer>> = {};
    for (const name of first === 'base' ? (['base', 'head'] as const) : (['head', 'base'] as const)) {
      // The same queries in the same rounds for both sides of a pair, others for each pair.
      answers[name] = await askSpeed(arena, name, deriveSeed(seed, 'pair', i), `pair ${i + 1}`);
    }
    collected.push({ first, base: answers.base!, head: answers.head! });
    onPair(i + 1);
  }
  return collected;
}

/** The accuracy of a side's code with the weights of the base. */
export async function askAccuracy(arena: Arena, name: SideName, seed: number): Promise<AccuracyAnswer> {
  const { answer } = await ask(arena, name, 'accuracy', seed, 'accuracy');
  return answer as AccuracyAnswer;
}

/** One fresh process of a side; another one in its place where a clock jumped. */
export async function askSpeed(arena: Arena, name: SideName, seed: number, what: string): Promise<SpeedAnswer> {
  for (let attempt = 1; ; attempt++) {
    const { answer, elapsedMs } = await ask(arena, name, 'speed', seed, what);
    const speed = answer as SpeedAnswer;
    const bad = Object.entries(speed.metrics).find(([, value]) => !(value > 0 && Number.isFinite(value)));
    const jump = clockJump(speed, elapsedMs) ?? (bad === undefined ? undefined : `${bad[0]} was measured as ${bad[1]}`);
    if (jump === undefined) return speed;
    if (attempt === attempts) {
      throw new UserError('environment', `${name}: the clock jumped in ${attempts} processes on end: ${jump}`, {
        remedy: 'Stop what sets the clock or suspends the machine, and gate again.',
      });
    }
  }
}

/** What two clocks and the gate's own do not agree about. */
export function clockJump(
  { monotonicMs, wallMs }: Pick<SpeedAnswer, 'monotonicMs' | 'wallMs'>,
  elapsedMs: number,
): string | undefined {
  const slackMs = Math.max(100, 0.05 * monotonicMs);
  if (monotonicMs > elapsedMs + slackMs || monotonicMs < 0)
    return `a process measured ${Math.round(monotonicMs)} ms within ${Math.round(elapsedMs)} ms`;
  if (Math.abs(wallMs - monotonicMs) > slackMs)
    return `${Math.round(monotonicMs)} ms by one clock were ${Math.round(wallMs)} ms by the other`;
  return undefined;
}

async function ask(arena: Arena, name: SideName, task: ProbeRequest['task'], seed: number, what: string) {
  const side = arena[name];
  const request: ProbeRequest = {
    ...arena.request,
    protocol: protocolVersion,
    task,
    seed,
    ...(name === 'head' ? { plant: arena.plant } : {}),
  };
  const { stdout, elapsedMs } = await runSide({
    what: `${name}: process of ${what}`,
    args: [join(side.folder, probe)],
    cwd: side.folder,
    input: JSON.stringify(request),
    threads: request.threads,
    limitSeconds,
    signal: arena.signal,
  });
  const line = stdout.trimEnd().split('\n').at(-1)!;
  const remedy = 'Gate two sides of nearer versions.';
  const parsed = answerSchema.safeParse(parseJson(line, { what: `The answer of ${name}`, place: side.folder, remedy }));
  if (!parsed.success || parsed.data.task !== task) {
    throw new UserError('input', `${name} answers in another form than the gate reads (protocol ${protocolVersion})`, {
      place: side.folder,
      remedy,
    });
  }
  return { answer: parsed.data, elapsedMs };
}
