/** What a sample said, and what it says about the rest. Pure. */
import type { BatchStatsView } from '../../ipc/generated/BatchStatsView';
import type { BatchView } from '../../ipc/generated/BatchView';
import type { PhotoView } from '../../ipc/generated/PhotoView';

export interface Said {
  readonly title: string;
  readonly description: string;
  readonly categories: readonly string[];
  readonly tags: readonly string[];
}

/** The words of one batch about a photo. */
export function saidBy(photo: PhotoView, batch: number): Said {
  const words = photo.words.filter((word) => word.stamp?.batch === batch);
  const of = (kind: string): string[] => words.filter((word) => word.kind === kind).map(({ text }) => text);
  return {
    title: of('title')[0] ?? '',
    description: of('description')[0] ?? '',
    categories: of('category'),
    tags: of('tag'),
  };
}

/** How long `rest` photos would take: the mean answer, over the requests at once of all servers. */
export function projectedMs(stats: BatchStatsView, batch: BatchView, rest: number): number | null {
  if (stats.mean_ms === null) return null;
  const atOnce = batch.servers.reduce((sum, server) => sum + server.concurrency, 0);
  return (stats.mean_ms * rest) / Math.max(1, atOnce);
}
