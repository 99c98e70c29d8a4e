import cliProgress from 'cli-progress';
import { counted } from '../../counted.ts';
import type { Cell } from '../cell.ts';

/** Told what a run does. Draws when it is told something, never by a timer: nothing is drawn while a worker times something. */
export interface Progress {
  plan(cells: readonly Cell[], finished: ReadonlySet<string>): void;
  begin(cell: Cell): void;
  update(fraction: number, note?: string): void;
  end(cell: Cell, outcome: 'done' | 'failed'): void;
  close(): void;
}

/** What there is to draw on: `process.stderr`, or a test's stand-in. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): void;
}

const barsize = 24;
const glyphs = { barsize, barCompleteString: '█'.repeat(barsize), barIncompleteString: '░'.repeat(barsize), barGlue: '' };
const bar = (fraction: number): string => cliProgress.Format.BarFormat(Math.min(1, fraction), glyphs);
/** 8s, 2m05s, 1h10m. */
const time = (seconds: number): string =>
  cliProgress.Format.TimeFormat(Math.max(0, Math.round(seconds)), { autopaddingChar: '0' }, 1).replace(/^0(?=\d)/, '');

/**
 * One line with a bar on a terminal, one line a cell elsewhere. The time left is the plan's estimate, corrected by how long the cells so far took
 * against theirs.
 */
export function createProgress(screen: Screen, now: () => number = Date.now): Progress {
  let total = 0;
  let count = 0;
  let index = 0;
  /** Estimated seconds of the cells that ended, and what they took. */
  let estimated = 0;
  let taken = 0;
  let resumed = 0;
  let current: { readonly cell: Cell; readonly start: number } | undefined;
  const tty = screen.isTTY === true;

  const position = (fraction: number): number => resumed + estimated + fraction * (current?.cell.estimate.seconds ?? 0);
  const secondsLeft = (fraction: number): number => {
    const running = current === undefined ? 0 : fraction * current.cell.estimate.seconds;
    const elapsed = current === undefined ? 0 : (now() - current.start) / 1_000;
    // A second of prior weight keeps the first short cells from swinging the forecast.
    const pace = (taken + (fraction > 0 ? elapsed : 0) + 1) / (estimated + running + 1);
    return (total - position(fraction)) * pace;
  };
  const draw = (fraction: number, note = ''): void => {
    if (!tty || current === undefined) return;
    const share = total > 0 ? position(fraction) / total : 1;
    const head = `${bar(share)} ${String(Math.floor(share * 100)).padStart(3)}% ${index}/${count}  ${time(secondsLeft(fraction))} left  `;
    const room = Math.max(0, (screen.columns || 80) - head.length - 1);
    const text = note === '' ? current.cell.id : `${current.cell.id}: ${note}`;
    screen.write(`\r\u001b[2K${head}${text.slice(0, room)}`);
  };
  return {
    plan(cells, finished) {
      count = cells.length;
      index = finished.size;
      total = cells.reduce((sum, cell) => sum + cell.estimate.seconds, 0);
      resumed = cells.filter((cell) => finished.has(cell.id)).reduce((sum, cell) => sum + cell.estimate.seconds, 0);
      const kept = finished.size > 0 ? `, ${finished.size} of them finished before` : '';
      screen.write(`${counted(count, 'cell')}${kept}; about ${time(total - resumed)}\n`);
    },
    begin(cell) {
      index++;
      current = { cell, start: now() };
      draw(0);
    },
    update: draw,
    end(cell, outcome) {
      const seconds = (now() - current!.start) / 1_000;
      current = undefined;
      estimated += cell.estimate.seconds;
      taken += seconds;
      if (tty && outcome === 'done') return;
      const line = `${String(index).padStart(String(count).length)}/${count} ${cell.id}  ${seconds.toFixed(1)} s${outcome === 'failed' ? '  FAILED' : ''}`;
      screen.write(tty ? `\r\u001b[2K${line}\n` : `${line}  (${time(secondsLeft(0))} left)\n`);
    },
    close() {
      if (tty) screen.write('\r\u001b[2K');
    },
  };
}
