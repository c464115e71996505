import { absentFunctions } from './absent.js';
import { bucketFunctions } from './buckets.js';
import { counterFunctions } from './counter.js';
import { dateFunctions } from './date.js';
import { labelFunctions } from './labels.js';
import { mathFunctions } from './math.js';
import { overTimeFunctions } from './over-time.js';
import { regressionFunctions } from './regression.js';
import { scalarFunctions } from './scalar.js';
import { sortFunctions } from './sort.js';
import type { FunctionSpec } from './spec.js';

/** All functions, one file a family. */
export const FUNCTIONS: ReadonlyMap<string, FunctionSpec> = new Map(
  [
    counterFunctions,
    overTimeFunctions,
    regressionFunctions,
    bucketFunctions,
    mathFunctions,
    scalarFunctions,
    dateFunctions,
    labelFunctions,
    absentFunctions,
    sortFunctions,
  ].flatMap((family) => Object.entries(family)),
);

/** Functions of Prometheus (some of them experimental) that we do without: so that we do not call them misspelt. */
const ELSEWHERE: ReadonlySet<string> = new Set(
  (
    'histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar holt_winters info integral ' +
    'max_of min_of range step start end start_timestamp sort_by_label sort_by_label_desc'
  ).split(' '),
);

export const isKnownElsewhere = (name: string): boolean => ELSEWHERE.has(name);
