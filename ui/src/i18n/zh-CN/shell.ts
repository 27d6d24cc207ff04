/** Simplified Chinese: the window around everything: side bar, welcome, grid, loupe, dropping, notices. */
import type { shell as en } from '../en/shell';
import type { Message } from '../message';

export const shell: Record<keyof typeof en, Message> = {
  'rating.done': { other: '已为 {count} 张照片评级' },
  'export.done': '已写入 {path}',

  'notice.already_there': '“{name}”中的 {count} 张照片都已在图库中。',
  'notice.nothing_found': '在“{name}”中没有找到照片。',
  'notice.disk_full': '图库所在的磁盘已满。请腾出空间，之后会自动继续。',
  'notice.library_read_only': '图库无法写入。请让图库文件夹可写后再试。',
  'notice.library_busy': '其他程序正占用图库，空闲后会继续。',
};
