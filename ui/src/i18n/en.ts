/** The English table: the keys of every sentence are typed from it. */
import { analyse } from './en/analyse';
import { batches } from './en/batches';
import { common } from './en/common';
import { duplicates } from './en/duplicates';
import { failures } from './en/failures';
import { inspector } from './en/inspector';
import { library } from './en/library';
import { search } from './en/search';
import { meaning } from './en/meaning';
import { repairs } from './en/repairs';
import { review } from './en/review';
import { settings } from './en/settings';
import { shell } from './en/shell';

export const en = {
  ...common,
  ...shell,
  ...library,
  ...inspector,
  ...batches,
  ...duplicates,
  ...failures,
  ...search,
  ...analyse,
  ...meaning,
  ...repairs,
  ...review,
  ...settings,
} as const;

/** The table's type: every key, with its English text as the type, from which the placeholders are read. */
export type Table = typeof en;
