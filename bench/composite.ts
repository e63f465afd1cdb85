/**
 * What an index costs: `node bench/composite.ts [--data folder]`.
 *
 * ASEM (51 countries × 49 indicators, COINr's example data; folder with idata.csv and imeta.json), or where it is not there
 * numbers of the same shape from a fixed seed. One thread. Processor time is told beside the clock, because others work on
 * this machine too. Where R and COINr are installed, COINr's own sampling runs beside it.
 *
 * Aims: whole recomputation ≥ 2,000 replications per processor second, with cached columns ≥ 15,000, 2,000 settings with
 * exact Sobol indices in < 1 processor second, new weights < 100 ms.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Dataset, modelOf, prepare, rankBounds, ranksOf, type Recipe, robustnessOf, structureOf, tableOf, weigh, weightSet } from '../engines/composite/index.ts';
import { aggregateStep, applied, contextOf, dataSteps, indicatorColumns } from '../engines/composite/pipeline.ts';
import type { Factor } from '../engines/composite/recipe/recipe.ts';
import { aggregate, indexOf as indexScores, planOf } from '../engines/composite/steps/aggregate.ts';
import { load, printMachine } from './lib/machine.ts';
import { figure, median } from './lib/statistics.ts';
import { printTable } from './lib/table.ts';
import { syntheticData, syntheticRecipe } from './composite/synthetic.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
if (values.data !== undefined) process.env['YUPANA_ASEM_DATA'] = values.data;
// Reads its folder from the environment when it is loaded.
const { asemData, asemRecipe, withoutAsem } = await import('../engines/composite/testing/asem.ts');

const ROUNDS = 5;
const limits: Factor = { name: 'winsorising limit', kind: 'choice', step: 'treat', alternatives: [1, 2, 3, 4, 5].map((limit) => ({ label: String(limit), set: { limit } })) };
const scales: Factor = { name: 'normalisation', kind: 'choice', step: 'normalise', alternatives: [{ label: 'min–max', set: { method: 'min-max', range: [1, 100] } }, { label: 'z-score', set: { method: 'z-score', mean: 10, deviation: 2 } }] };
const means: Factor = { name: 'mean', kind: 'choice', step: 'aggregate', alternatives: [{ label: 'arithmetic' }, { label: 'geometric', set: { method: 'geometric' } }] };
const weights = (draws: number): Factor => ({ name: 'weights', kind: 'weight-noise', spread: 0.25, levels: [1, 2], draws });

interface Measured {
  readonly clock: number;
  readonly processor: number;
}

/** Milliseconds, the median of the rounds after one to warm up. */
function measured(work: () => unknown): Measured {
  work();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const [began, used] = [performance.now(), process.cpuUsage()];
    work();
    const { user, system } = process.cpuUsage(used);
    return { clock: performance.now() - began, processor: (user + system) / 1000 };
  });
  return { clock: median(rounds.map(({ clock }) => clock)), processor: median(rounds.map(({ processor }) => processor)) };
}

printMachine('not used');
if (withoutAsem !== false) console.log(`${withoutAsem}. Synthetic data of the same shape instead: the figures compare with nothing else.\n`);
const [data, recipe]: readonly [Dataset, Recipe] = withoutAsem === false ? [asemData(), asemRecipe()] : [syntheticData(51, 49), syntheticRecipe(49)];
const uncertain = (factors: readonly Factor[], more: Partial<Recipe['uncertainty']> = {}): Recipe => ({ ...recipe, uncertainty: { factors, ...more } });

const rows: string[][] = [];
const missed: string[] = [];
function tell(name: string, runs: number, { clock, processor }: Measured, aim: string, met: boolean | undefined): void {
  rows.push([name, runs.toLocaleString('en'), figure(clock), figure(processor), figure(runs / (processor / 1000)), aim, met === undefined ? '-' : met ? 'yes' : 'NO']);
  if (met === false) missed.push(name);
}

const structure = structureOf(recipe);
const context = contextOf(recipe, structure);
const raw = tableOf(data, recipe);
/** Every step from the raw data on, as in a tool that keeps nothing. */
function fromScratch(limit: number): Int32Array {
  const table = dataSteps(recipe).reduce((before, step) => applied(step.step === 'treat' ? { ...step, limit } : step, before, context).table, raw);
  const last = aggregateStep(recipe);
  return ranksOf(indexScores(aggregate(indicatorColumns(table, structure), planOf(structure, last), weightSet(structure, recipe, last.weights), table.units), structure));
}
const full = measured(() => {
  for (let run = 0; run < 1000; run++) fromScratch(1 + (run % 5));
});
tell('whole recomputation, all steps', 1000, full, '≥ 2,000 per CPU s', 1000 / (full.processor / 1000) >= 2000);

// Standard errors of 0.1 %: new data in every run, 2,499 values drawn from normal distributions.
const jittered: Dataset = { ...data, errors: Object.fromEntries(recipe.indicators.map(({ code }) => [code, (data.values[code] ?? []).map((value) => (value === null ? null : Math.abs(value) / 1000))])) };
const noisy = modelOf(jittered, uncertain([{ name: 'measurement', kind: 'measurement-error', draws: 100_000 }, limits]));
let draw = 0;
const measurement = measured(() => {
  for (let run = 0; run < 1000; run++) noisy.run([draw++, run % 5]);
});
tell('the same with errors of measurement drawn', 1000, measurement, 'none', undefined);

const kept = modelOf(data, uncertain([limits, scales, weights(100), means]));
const cached = measured(() => {
  for (let limit = 0; limit < 5; limit++) for (let scale = 0; scale < 2; scale++) for (let weight = 0; weight < 100; weight++) for (let mean = 0; mean < 2; mean++) kept.run([limit, scale, weight, mean]);
});
tell('settings over kept columns', 2000, cached, '≥ 15,000 per CPU s', 2000 / (cached.processor / 1000) >= 15_000);

const small = measured(() => robustnessOf(data, uncertain([limits, scales, weights(100), means])));
tell('2,000 settings counted out, exact Sobol, pairs', 2000, small, '< 1 CPU s', small.processor < 1000);
const large = measured(() => robustnessOf(data, uncertain([limits, scales, weights(600), means])));
tell('12,000 settings counted out, the same', 12_000, large, 'none', undefined);
const sampled = robustnessOf(data, uncertain([limits, scales, weights(2048), means], { enumerateUpTo: 1, samples: 2048 })).design.runs;
const quasi = measured(() => robustnessOf(data, uncertain([limits, scales, weights(2048), means], { enumerateUpTo: 1, samples: 2048 })));
tell('quasi-random design of four choices', sampled, quasi, 'none', undefined);

const prepared = prepare(data, recipe);
let move = 0;
const [code = ''] = prepared.structure.nodes.slice(prepared.structure.leaves).map((node) => node.code);
const panel = measured(() => {
  for (let run = 0; run < 100; run++) weigh(prepared, { [code]: 1 + (move++ % 50) / 50 });
});
tell('new weights, new scores and ranks', 100, panel, '< 100 ms each', panel.clock / 100 < 100);
const wide = prepare(syntheticData(51, 60), syntheticRecipe(60));
const pillar = wide.structure.nodes[60]?.code ?? '';
const slider = measured(() => {
  for (let run = 0; run < 100; run++) weigh(wide, { [pillar]: 1 + (move++ % 50) / 50 });
});
tell('the same, 51 × 60', 100, slider, '< 100 ms each', slider.clock / 100 < 100);

const parts = prepared.structure.nodes.at(-1)?.children.map((child) => prepared.structure.nodes[child]?.code ?? '') ?? [];
const bounds = Object.fromEntries(parts.map((part) => [part, [0.8 / parts.length, Math.min(1, 1.2 / parts.length)] as const]));
tell('best and worst rank of all units, by linear programs', 51, measured(() => rankBounds(prepared, bounds)), 'none', undefined);

printTable(['ASEM, one thread', 'runs', 'clock ms', 'CPU ms', 'runs per CPU s', 'aim', 'met'], rows);
compareWithCoinr();
console.log(`Load at the end: ${load()}`);
console.log(missed.length === 0 ? 'Aims: met' : `Aims: MISSED: ${missed.join('; ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;

/** COINr's uncertainty analysis of the same four choices, 100 replications, where R has it. */
function compareWithCoinr(): void {
  const script = `
    suppressMessages(library(COINr)); coin <- build_example_coin(quietly = TRUE)
    w <- get_noisy_weights(coin$Meta$Weights$Original, data.frame(Level = c(2,3), NoiseFactor = c(0.25,0.25)), 100)
    specs <- list(
      w = list(Address = "$Log$Treat$global_specs$f1_para$winmax", Distribution = 1:5, Type = "discrete"),
      n = list(Address = "$Log$Normalise$global_specs", Distribution = list(list(f_n = "n_minmax", f_n_para = list(c(1,100))), list(f_n = "n_zscore", f_n_para = list(c(10,2)))), Type = "discrete"),
      g = list(Address = "$Log$Aggregate$w", Distribution = w, Type = "discrete"),
      a = list(Address = "$Log$Aggregate$f_ag", Distribution = c("a_amean","a_gmean"), Type = "discrete"))
    t <- system.time(suppressMessages(get_sensitivity(coin, specs, N = 100, SA_type = "UA", dset = "Aggregated", iCode = "Index", quietly = TRUE)))
    cat(100 / (t[["user.self"]] + t[["sys.self"]]))`;
  const { status, stdout } = spawnSync('Rscript', ['-e', script], { encoding: 'utf8' });
  console.log(status === 0 ? `COINr on the same machine: ${figure(Number(stdout.trim()))} replications per CPU s` : 'R with COINr is not installed here: no comparison beside it.');
}
