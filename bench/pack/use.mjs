import { evaluate, loadDataset, measure, train } from 'matchbench';

const dataset = await loadDataset('data');
const { folder } = await train({ dataset, model: 'dual-cosine', out: 'tower', training: { maxSteps: 40, stepsPerCheck: 20 } });
const accuracy = await evaluate({ dataset, model: folder });
const cost = await measure({ dataset, model: folder, scorer: 'exact', count: 100, maximumSeconds: 3 });
console.log(`MRR ${accuracy['left-right'].averages.MRR.toFixed(3)}, p50 ${cost.timings['end to end']?.p50Ms?.toFixed(3)} ms`);
