/** Simplified Chinese: the words that wait for the user. */
import type { review as en } from '../en/review';
import type { Message } from '../message';

export const review: Record<keyof typeof en, Message> = {
  'review.open': '待审核的词',
  'review.title': '待审核的词',
  'review.hint': '这些词由模型给出，保留之前不会出现在照片上；您的决定适用于该词等待中的所有照片。',
  'review.none': '没有待审核的词。',
  'review.none_hint':
    '照片已知信息中没有的名称会在这里等待。在设置的“您的词汇”中，可以让所有新标签都先等待审核。',
  'review.more': '还有更多，处理完这些后会显示。',
  'review.keys': 'Enter 保留，Delete 舍弃，F2 改写',
  'review.name': '没有依据的名称',
  'review.new': '图库中的新词',
  'review.kind.tag': '标签',
  'review.kind.category': '分类',
  'review.photos': { other: '{count} 张照片' },
  'review.word': { other: '{text}，{count} 张照片' },
  'review.keep': '保留“{text}”',
  'review.drop': '舍弃“{text}”',
  'review.never': '舍弃“{text}”，以后不再保存',
  'review.write_as': '改写“{text}”，今后也如此',
  'review.done.keep': { other: '已在 {count} 张照片上保留“{text}”' },
  'review.done.write_as': { other: '已在 {count} 张照片上改写“{text}”' },
  'review.done.drop': { other: '已从 {count} 张照片舍弃“{text}”' },
  'review.done.never': { other: '已从 {count} 张照片舍弃“{text}”，以后不再保存' },
  'side.review': '待审核',
  'side.many': '{count}+',
  'inspector.waits': { other: '等待审核：{words}' },
  'inspector.review': '审核',
  'word.names': '这张照片的已知信息中没有：{names}',
  'vocabulary.names': '检查名称',
  'vocabulary.names_hint': '标签中出现照片已知信息里没有的人名或地名时先等待审核；标题或描述中出现时会注明。',
  'vocabulary.review': '审核新词',
  'vocabulary.review_hint': '图库中没有的新标签和分类先等待，由您保留后才保存。',
  'settings.send_people': '文件中的人物姓名',
  'exif.people': '人物',
};
