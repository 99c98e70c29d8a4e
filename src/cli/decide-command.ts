import { Command, Option } from '@commander-js/extra-typings';
import type { Wish } from '../decision/wish.ts';
import { exitCodes, UserError } from '../errors.ts';
import { printJson } from './print-json.ts';
import { itemCount, milliseconds, orAny, queryRate, share, updateRate, whereAsked } from './quantity-options.ts';
import { printText, terminalWidth } from './terminal.ts';

const noLatencies =
  'Run a suite whose cost block lists latency, such as reference, or name the other direction if you named one.';

/** `matchbench decide`: which strategy to serve with, from the record of a run. */
export const decideCommand = () =>
  new Command('decide')
    .description('say which strategy serves a wish at the least cost, up to how many candidates, and what would turn the answer')
    .argument('<run>', 'folder of a run that measured latency')
    .requiredOption('--candidates <number>', 'items to search: 20000, 50k, 1e6', itemCount)
    .requiredOption('--qps <rate>', 'queries to answer: 50, 50/s, 3000/min', queryRate)
    .option('--p99 <time>', 'objective: 99 of 100 answers within it, as 100ms (default: any)', orAny(milliseconds))
    .option('--updates <rate>', 'items that are new or changed, as 1e5/day', updateRate)
    .option(
      '--quality <share>',
      "least share of the best strategy's nDCG@10 over as many candidates, as 0.98 (default: any)",
      orAny(share),
    )
    .addOption(
      new Option(
        '--direction <direction>',
        'what asks for what (default: the one whose latency was measured at more numbers of candidates)',
      ).choices(['left-right', 'right-left']),
    )
    .option('--dataset <name>', 'data set of the run (default: the first with latencies)')
    .option('--prices <file>', 'price table (default: the example bench/prices.yaml)')
    .option('--json', 'print the decision, and the cost model it was made from, as JSON')
    .addHelpText(
      'after',
      `
Strategies are a model with a scorer and its settings. The cheapest that is known to meet the wish is chosen; what was not measured is never taken as
good enough. A price table is a copy of bench/prices.yaml: a date, a currency, machines with cores, memoryGiB and perHour (schemas/prices.schema.json). A wish that nothing meets is answered with the nearest that can be met: exit code ${exitCodes.ok}, as it is an answer.

Examples:
  $ matchbench decide runs/NAME --candidates 20000 --qps 50 --p99 100ms --quality 0.98
  $ matchbench decide runs/NAME --candidates 1e6 --qps 50 --p99 100ms --updates 1e5/day --prices my-prices.yaml
  $ matchbench decide reports/reference --candidates 2000 --qps 200 --p99 20ms --direction right-left --json`,
    )
    .action(async (run, { candidates, qps, p99, updates, quality, direction, dataset, prices: file, json }) => {
      const wish: Wish = {
        candidates,
        queriesPerSecond: qps,
        p99Ms: whereAsked(p99),
        updatesPerDay: updates,
        quality: whereAsked(quality),
      };
      const [
        { readRecord },
        { servingFigures },
        { costModelsOf },
        { decide },
        { toDecisionText },
        { readPrices },
        { suggestion },
        { familyOf },
      ] = await Promise.all([
        import('../report/record/read-record.ts'),
        import('../report/figures/figures.ts'),
        import('../report/costs/cost-model-of.ts'),
        import('../decision/decide.ts'),
        import('../report/text/decision-text.ts'),
        import('../suite/reading/price-table.ts'),
        import('../nearest-name.ts'),
        import('../report/record/families.ts'),
      ]);
      const prices = readPrices(file);
      const loaded = await readRecord(run);
      const models = costModelsOf(loaded, servingFigures(loaded)).filter((one) => one.direction === (direction ?? one.direction));
      const model = models.find((one) => one.dataset === (dataset ?? one.dataset));
      if (model === undefined) {
        const names = models.map((one) => one.dataset);
        throw names.length === 0
          ? new UserError('input', `this run has no latencies${direction === undefined ? '' : ` ${direction}`} to decide from`, {
              place: run,
              remedy: noLatencies,
            })
          : new UserError('input', `no latencies were measured on "${dataset}"`, {
              place: run,
              remedy: suggestion(dataset ?? '', names),
            });
      }
      const decision = decide(model, wish, prices);
      if (json) printJson({ model, prices, decision });
      else
        await printText(
          toDecisionText(model, decision, prices, {
            baseline: familyOf(loaded.record, loaded.record.suite.baseline),
            width: terminalWidth(),
          }),
        );
    });
