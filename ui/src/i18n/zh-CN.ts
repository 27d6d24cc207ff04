/** The Simplified Chinese table: the same keys as the English one. */
import { analyse } from './zh-CN/analyse';
import { batches } from './zh-CN/batches';
import { common } from './zh-CN/common';
import { duplicates } from './zh-CN/duplicates';
import { failures } from './zh-CN/failures';
import { inspector } from './zh-CN/inspector';
import { library } from './zh-CN/library';
import { search } from './zh-CN/search';
import { meaning } from './zh-CN/meaning';
import { repairs } from './zh-CN/repairs';
import { review } from './zh-CN/review';
import { settings } from './zh-CN/settings';
import { shell } from './zh-CN/shell';

import type { Table } from './en';
import type { Message } from './message';

export const zhCN: Readonly<Record<keyof Table, Message>> = {
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
};
