import type { Choice } from '../../decision/choice.ts';
import type { CostModel } from '../../decision/cost-model.ts';
import type { Evidence } from '../../decision/evidence.ts';
import type { Verdict } from '../../decision/verdict.ts';
import type { Figure, RunRecord } from '../../record.ts';
import type { Companions } from '../costs/companions.ts';
import type { DerivedFigures } from '../figures/figures.ts';
import { modelOrder } from '../figures/model-order.ts';
import { familyOf } from '../record/families.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { plainText } from '../text/escape.ts';
import { choicesOf, type Decided, decided } from './choices.ts';
import type { Drawing } from './vega.ts';

/** What a report is made of, before it is a page or a decision record: everything of it is derived from one record, and what was given with it. */
export interface ReportParts {
  readonly loaded: LoadedRecord;
  readonly derived: DerivedFigures;
  /** One a data set and family beside the baseline's, with the verdict about it at the same place. */
  readonly evidence: readonly Evidence[];
  readonly verdicts: readonly Verdict[];
  /** What serving costs, a data set and direction each. */
  readonly costModels: readonly CostModel[];
  /** results.csv as it is written beside the page. */
  readonly csv: string;
  readonly companions: Companions;
}

/** What the sections of a page see. */
export interface PageModel extends ReportParts {
  readonly record: RunRecord;
  readonly figures: readonly Figure[];
  /** Models in the order of all tables: the most cached first, arms after their model. */
  readonly models: readonly string[];
  readonly familyOf: (model: string | undefined) => string | undefined;
  /** Line of results.csv, the header being line 1; `undefined` for what is no row of it. */
  readonly lineOf: (figure: Figure) => number | undefined;
  /** What the page decides about, the first being the one it opens with. */
  readonly choices: readonly Choice[];
  /** The answer to each of them. */
  readonly decided: readonly Decided[];
  /** The charts of the page, by id, as sections draw them. */
  readonly drawings: Map<string, Drawing & { readonly title: string }>;
}

/** The page's script shows names of strategies as texts: none may turn the direction of a line. */
const harmless = (model: CostModel): CostModel =>
  JSON.parse(JSON.stringify(model), (_, value: unknown) => (typeof value === 'string' ? plainText(value) : value)) as CostModel;

export function pageModel(parts: ReportParts): PageModel {
  const { record } = parts.loaded;
  const { figures } = parts.derived;
  const costModels = parts.costModels.map(harmless);
  const choices = choicesOf(costModels, familyOf(record, record.suite.baseline));
  const lines = new Map(figures.map((figure, i) => [figure, i + 2]));
  const names = new Set([...figures.flatMap(({ model }) => model ?? []), ...record.models.map(({ name }) => name)]);
  return {
    ...parts,
    costModels,
    record,
    figures,
    models: [...names].sort(modelOrder(record)),
    familyOf: (model) => (model === undefined ? undefined : familyOf(record, model)),
    lineOf: (figure) => lines.get(figure),
    choices,
    decided: choices.map(decided),
    drawings: new Map(),
  };
}
