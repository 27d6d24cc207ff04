/** Simplified Chinese: words used everywhere, units, notices. */
import type { common as en } from '../en/common';
import type { Message } from '../message';

export const common: Record<keyof typeof en, Message> = {
  'common.ok': '好',
  'common.close': '关闭',
  'common.cancel': '取消',
  'common.undo': '撤销',
  'common.retry': '重试',
  'common.show': '显示',
  'common.hide': '收起',
  'common.remove': '移除',
  'common.dismiss': '知道了',
  'common.details': '详细信息',
  'common.saving': '正在保存…',
  'common.loading': '正在载入…',
  'common.not_saved': '未能保存：{reason}',
  'common.failed': '操作没有成功：{reason}',
  'common.remove_named': '移除“{name}”',
  'common.notifications': '通知',

  'unit.ms': '{value} 毫秒',
  'unit.s': '{value} 秒',
  'unit.min': '{value} 分',
  'unit.h': '{value} 小时',
  'unit.d': '{value} 天',
  'rate.photos_per_second': '每秒 {value} 张',
  'rate.time_per_photo': '每张 {value}',
  'time.tomorrow': '明天 {time}',
  'place.north': '北纬 {value}°',
  'place.south': '南纬 {value}°',
  'place.east': '东经 {value}°',
  'place.west': '西经 {value}°',
  'place.position': '坐标',
  pixels: '{width} × {height} · {mega} 百万像素',

  'count.photos': { other: '{count} 张照片' },
  'count.files': { other: '{count} 个文件' },
  'count.folders': { other: '{count} 个文件夹' },

  'rating.label': '评级',
  'rating.rejected': '已排除',
  'rating.stars': { other: '{count} 星' },

  'privacy.this_machine': '照片不会离开这台电脑',
  'privacy.your_network': '照片会发送到您网络中的 {host}',
  'privacy.the_internet': '照片会通过互联网发送到 {host}',
  'privacy.none': '尚未设置服务器，照片不会离开这台电脑',
};
