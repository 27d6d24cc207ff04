/** What a batch cost, in lines for people. Pure but for the window's language. */
import { failureText, formatDuration, formatMoney, formatNumber, lookup, t } from '../../i18n';
import type { BatchStatsView } from '../../ipc/generated/BatchStatsView';
import { hostOf } from './batch';

export function statsLines(stats: BatchStatsView): string[] {
  const lines: string[] = [];
  if (stats.mean_ms !== null && stats.p95_ms !== null) {
    lines.push(t('stats.each', { mean: formatDuration(stats.mean_ms), p95: formatDuration(stats.p95_ms) }));
  }
  for (const server of stats.servers) {
    const speed =
      server.tokens_per_second === null
        ? ''
        : t('stats.speed', { rate: formatNumber(server.tokens_per_second, 1) });
    lines.push(
      t('stats.server', {
        host: hostOf(server.server),
        count: server.photos,
        mean: formatDuration(server.mean_ms),
      }) + speed,
    );
  }
  if (stats.prompt_tokens + stats.answer_tokens > 0) {
    lines.push(
      t('stats.tokens', {
        asked: formatNumber(stats.prompt_tokens),
        answered: formatNumber(stats.answer_tokens),
      }),
    );
  }
  for (const cost of stats.costs) {
    lines.push(t('stats.cost', { amount: formatMoney(cost.amount, cost.currency) }));
  }
  for (const retries of stats.retries) {
    lines.push(t('stats.retries', { count: retries.count, reason: failureText(retries.code) }));
  }
  for (const { model, repair, answers } of stats.mended) {
    lines.push(t('stats.mended', { count: answers, model, repair: lookup(`repair.${repair}`) ?? repair }));
  }
  return lines;
}
