/** Simplified Chinese: the search by meaning. */
import type { meaning as en } from '../en/meaning';
import type { Message } from '../message';

export const meaning: Record<keyof typeof en, Message> = {
  'meaning.title': '按含义搜索',
  'meaning.hint':
    '嵌入模型只读取照片的文字，从不读取图片。之后搜索也能找到含义相近的照片：搜“海岸”能找到“海滨”。未设置时按字面搜索。',
  'meaning.server': '服务器',
  'meaning.model': '嵌入模型',
  'meaning.prepare': '为所有照片准备',
  'meaning.this_machine': '照片的文字留在本机。',
  'meaning.your_network': '照片的文字会发送到您网络中的 {host}。',
  'meaning.the_internet': '照片的文字会发送到互联网上的 {host}。',
  'sort.match': '最佳匹配',
  'batch.result.meaning': { other: '已为搜索准备 {count} 张照片' },
  'error.meaning_server_off':
    '该服务器已停用，不会向其发送任何内容。请启用它，或为按含义搜索填写其他服务器。',
  'error.no_meaning_model': '请先为按含义搜索填写服务器和嵌入模型。',
  'meaning.state': { other: '已准备 {count} / {total} 张照片' },
};
