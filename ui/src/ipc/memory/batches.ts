/** Made-up batches: each `tick` does a little of each, as the engine would, and tells what is pushed. */
import type { BatchCommand } from '../generated/BatchCommand';
import type { BatchStatsView } from '../generated/BatchStatsView';
import type { BatchView } from '../generated/BatchView';
import type { FailuresView } from '../generated/FailuresView';
import type { FeedEvent } from '../generated/FeedEvent';
import type { VisionRequest } from '../generated/VisionRequest';
import type { MadePhotos } from './photos';

/** The made-up clock: it moves by a second a tick. */
const EPOCH = Date.UTC(2026, 8, 28, 20, 0);
const FOUND_A_TICK = 24;
const LOOKED_AT_A_TICK = 12;
const ASKED_A_TICK = 2;
/** Every so many photos the made-up server takes too long. */
const SLOW_EVERY = 29;

interface Job {
  view: BatchView;
  /** Photos not done yet. */
  left: number[];
  failed: number[];
  cancelled: number[];
  /** Files the scan has still to find. */
  toFind: number;
}

export class MadeBatches {
  #jobs: Job[] = [];
  #ticks = 0;
  #revision = 100;
  #frame: FeedEvent[] = [];

  constructor(
    private readonly photos: MadePhotos,
    private readonly latest: Set<number>,
  ) {}

  get revision(): number {
    return this.#revision;
  }

  list(): BatchView[] {
    return this.#jobs.map((job) => ({ ...job.view })).reverse();
  }

  /** What is to be pushed since the last call. */
  frame(): FeedEvent[] {
    const frame = this.#frame;
    this.#frame = [];
    return frame;
  }

  startImport(name: string, files: number): BatchView {
    const job = this.#start('import', name, []);
    job.toFind = files;
    job.view.open = true;
    this.#progress(job);
    return job.view;
  }

  startVision(request: VisionRequest, ids: readonly number[]): BatchView {
    const ready = ids.filter((id) => this.photos.state(id) === 'ready');
    const job = this.#start('vision', request.name || (request.model ?? 'qwen3-vl:8b'), ready);
    job.view.server = request.server ?? 'http://127.0.0.1:11434';
    job.view.model = request.model ?? 'qwen3-vl:8b';
    this.#progress(job);
    return { ...job.view };
  }

  /** The server of every running vision batch stops answering. */
  loseServer(): void {
    for (const job of this.#jobs.filter((one) => one.view.kind === 'vision' && one.view.state === 'active')) {
      job.view.state = 'paused';
      job.view.pause_reason = 'server';
      job.view.cause = { code: 'unreachable', message: 'The server 127.0.0.1 does not answer.' };
      this.#progress(job);
    }
  }

  command(batch: number, command: BatchCommand): void {
    const job = this.#jobs.find((one) => one.view.batch === batch);
    if (!job) return;
    const view = job.view;
    switch (command.command) {
      case 'pause':
        view.state = 'paused';
        view.pause_reason = 'user';
        break;
      case 'resume':
        view.state = 'active';
        view.pause_reason = null;
        view.cause = null;
        break;
      case 'cancel':
        job.cancelled = job.left;
        job.left = [];
        job.toFind = 0;
        view.open = false;
        this.#finishIfDone(job);
        return;
      case 'retry':
        this.#again(job, job.failed);
        job.failed = [];
        break;
      case 'retry_cancelled':
        this.#again(job, job.cancelled);
        job.cancelled = [];
        break;
      case 'retry_photo':
        job.failed = job.failed.filter((id) => id !== command.photo);
        this.#again(job, [command.photo]);
        break;
      case 'ask_missing':
        break;
      case 'undo_run':
        view.undone_ms = view.finished_ms;
        break;
      case 'use_servers':
        view.state = 'active';
        view.pause_reason = null;
        view.cause = null;
        view.server = command.servers[0]?.url ?? view.server;
        break;
      case 'raise':
        break;
      case 'remove':
        this.#jobs = this.#jobs.filter((one) => one !== job);
        this.#frame.push({ event: 'batch_removed', batch });
        return;
    }
    this.#progress(job);
  }

  stats(batch: number): BatchStatsView {
    const view = this.#jobs.find((one) => one.view.batch === batch)?.view;
    const done = view?.done ?? 0;
    return {
      mean_ms: done > 0 ? 4_200 : null,
      p95_ms: done > 0 ? 6_100 : null,
      costs: [],
      mended: [],
      prompt_tokens: done * 812,
      answer_tokens: done * 96,
      last_activity_ms: null,
      servers: [],
      retries: [],
    };
  }

  failures(batch: number): FailuresView {
    const job = this.#jobs.find((one) => one.view.batch === batch);
    const photos = (job?.failed ?? []).map((photo) => ({
      photo,
      path: `/home/ada/Pictures/${this.photos.name(photo)}`,
      code: 'timeout',
      message: 'The server took longer than 300 s.',
    }));
    const passed = (job?.view.not_pictures ?? 0) > 0;
    return {
      failed: photos.length > 0 ? [{ code: 'timeout', count: photos.length, retryable: true, photos }] : [],
      passed_over: passed
        ? [
            {
              code: 'not_a_picture',
              count: job?.view.not_pictures ?? 0,
              retryable: false,
              photos: [
                {
                  photo: null,
                  path: '/home/ada/Pictures/notes.txt',
                  code: 'not_a_picture',
                  message: 'notes.txt is not a picture.',
                },
              ],
            },
          ]
        : [],
    };
  }

  /** A second passes. */
  tick(): void {
    this.#ticks++;
    for (const job of this.#jobs) {
      if (job.view.state !== 'active') continue;
      if (job.view.kind === 'import') this.#tickImport(job);
      else this.#tickVision(job);
      this.#finishIfDone(job);
    }
  }

  #tickImport(job: Job): void {
    const view = job.view;
    const found = Math.min(FOUND_A_TICK, job.toFind);
    job.toFind -= found;
    view.found += found;
    const added = this.photos.add(found);
    for (const id of added) this.latest.add(id);
    if (found > 0 && job.toFind === 0) view.not_pictures = 3;
    view.open = job.toFind > 0;
    const looked = job.left.splice(0, LOOKED_AT_A_TICK);
    for (const id of looked) this.photos.change(id, { state: 'ready', version: 1 });
    job.left.push(...added);
    view.total += found;
    view.done += looked.length;
    this.#photos(added, looked);
    this.#frame.push({ event: 'folders', folders: this.photos.folders() });
  }

  #tickVision(job: Job): void {
    const asked = job.left.splice(0, ASKED_A_TICK);
    const told: number[] = [];
    for (const id of asked) {
      if (id % SLOW_EVERY === 0 && !job.failed.includes(id)) {
        job.failed.push(id);
        this.#frame.push({
          event: 'photo_failed',
          batch: job.view.batch,
          photo: id,
          path: this.photos.name(id),
          code: 'timeout',
          message: 'The server took longer than 300 s.',
        });
        continue;
      }
      const kept = this.photos.words(id).filter((one) => one.source !== 'model' || one.accepted);
      this.photos.change(id, { words: [...kept, ...this.photos.modelWords(id, job.view.batch)] });
      told.push(id);
      job.view.done++;
    }
    this.#photos([], told);
  }

  #photos(added: readonly number[], changed: readonly number[]): void {
    this.#frame.push({
      event: 'photos',
      added: added.map((id) => {
        const { width, height } = this.photos.tile(id);
        return {
          id,
          width,
          height,
          day_ms: this.photos.dayMs(id),
          folder: this.photos.folder(id),
          version: 0,
        };
      }),
      changed: changed.slice(0, 64).map((id) => this.photos.tile(id)),
      stale: changed.length > 64,
      total: this.photos.ids.length,
      revision: ++this.#revision,
    });
  }

  #start(kind: string, name: string, left: number[]): Job {
    const view: BatchView = {
      batch: this.#jobs.reduce((most, job) => Math.max(most, job.view.batch), 0) + 1,
      kind,
      name,
      state: 'active',
      pause_reason: null,
      outcome: null,
      cause: null,
      total: left.length,
      queued: left.length,
      running: 0,
      done: 0,
      failed: 0,
      cancelled: 0,
      skipped: 0,
      unable: 0,
      servers: [],
      undone_ms: null,
      warned: 0,
      open: false,
      found: 0,
      renewed: 0,
      not_pictures: 0,
      rate: 0,
      finish_ms: null,
      server: null,
      model: null,
      separate: false,
      meaning: false,
      created_ms: this.#now(),
      started_ms: this.#now(),
      finished_ms: null,
      revision: 0,
    };
    const job = { view, left: [...left], failed: [], cancelled: [], toFind: 0 };
    this.#jobs.push(job);
    return job;
  }

  #again(job: Job, ids: readonly number[]): void {
    job.left.push(...ids);
    if (ids.length === 0) return;
    job.view.state = 'active';
    job.view.outcome = null;
    job.view.finished_ms = null;
  }

  #finishIfDone(job: Job): void {
    const view = job.view;
    if (job.left.length > 0 || job.toFind > 0) {
      this.#progress(job);
      return;
    }
    view.state = 'finished';
    view.outcome =
      job.cancelled.length > 0
        ? 'cancelled'
        : job.failed.length > 0
          ? 'completed_with_failures'
          : 'completed';
    view.finished_ms = this.#now();
    this.#count(job);
    this.#frame.push({ event: 'batch_finished', ...view });
  }

  #progress(job: Job): void {
    this.#count(job);
    this.#frame.push({ event: 'batch_progress', ...job.view });
  }

  #count(job: Job): void {
    const view = job.view;
    view.running = view.state === 'active' ? Math.min(job.left.length, ASKED_A_TICK) : 0;
    view.queued = job.left.length - view.running;
    view.failed = job.failed.length;
    view.cancelled = job.cancelled.length;
    const measured = view.done >= 5 && view.state === 'active';
    view.rate = measured ? (view.kind === 'import' ? LOOKED_AT_A_TICK : ASKED_A_TICK) : 0;
    view.finish_ms = measured && !view.open ? this.#now() + (1000 * job.left.length) / view.rate : null;
    view.revision = ++this.#revision;
  }

  #now(): number {
    return EPOCH + this.#ticks * 1000;
  }
}
