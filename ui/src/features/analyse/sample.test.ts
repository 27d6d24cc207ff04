import { expect, test } from 'vitest';
import type { BatchStatsView } from '../../ipc/generated/BatchStatsView';
import type { BatchView } from '../../ipc/generated/BatchView';
import { projectedMs } from './sample';

const stats = (mean_ms: number | null): BatchStatsView => ({
  mean_ms,
  p95_ms: null,
  costs: [],
  mended: [],
  prompt_tokens: 0,
  answer_tokens: 0,
  last_activity_ms: null,
  servers: [],
  retries: [],
});
const at = (...concurrency: number[]): BatchView =>
  ({ servers: concurrency.map((n) => ({ url: '', model: '', concurrency: n, resting: null })) }) as never;

test('the rest takes the mean answer, over all requests at once', () => {
  expect(projectedMs(stats(6_000), at(1), 100)).toBe(600_000);
  expect(projectedMs(stats(6_000), at(1, 2), 100)).toBe(200_000);
  expect(projectedMs(stats(null), at(1), 100), 'nothing was measured').toBeNull();
});
