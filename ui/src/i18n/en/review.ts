/** English: the words that wait for the user. */
export const review = {
  'review.open': 'Words to review',
  'review.title': 'Words to review',
  'review.hint':
    'Models said these. They are not on your photos until you keep them; what you decide holds for every photo where the word waits.',
  'review.none': 'No word waits for you.',
  'review.none_hint':
    'Names that nothing known of a photo gives wait here. In the settings, under Your vocabulary, you can let every new tag wait.',
  'review.more': 'More wait; they come when these are decided.',
  'review.keys': 'Enter keeps, Delete drops, F2 writes it otherwise',
  'review.name': 'A name nothing gives',
  'review.new': 'New to your library',
  'review.kind.tag': 'tag',
  'review.kind.category': 'category',
  'review.photos': { one: '{count} photo', other: '{count} photos' },
  'review.word': { one: '{text}, on {count} photo', other: '{text}, on {count} photos' },
  'review.keep': 'Keep “{text}”',
  'review.drop': 'Drop “{text}”',
  'review.never': 'Drop “{text}” and never store it again',
  'review.write_as': 'Write “{text}” otherwise, now and later',
  'review.done.keep': {
    one: '“{text}” is yours on {count} photo',
    other: '“{text}” is yours on {count} photos',
  },
  'review.done.write_as': {
    one: '“{text}” is written your way on {count} photo',
    other: '“{text}” is written your way on {count} photos',
  },
  'review.done.drop': {
    one: '“{text}” dropped from {count} photo',
    other: '“{text}” dropped from {count} photos',
  },
  'review.done.never': {
    one: '“{text}” dropped from {count} photo, and never stored again',
    other: '“{text}” dropped from {count} photos, and never stored again',
  },
  'side.review': 'To review',
  'side.many': '{count}+',
  'inspector.waits': {
    one: 'Waits for your review: {words}',
    other: 'Wait for your review: {words}',
  },
  'inspector.review': 'Review',
  'word.names': 'Nothing known of this photo gives: {names}',
  'vocabulary.names': 'Check names',
  'vocabulary.names_hint':
    'Tags that name a person or place nothing known of the photo gives wait for you; a title or description with one says so.',
  'vocabulary.review': 'Review new words',
  'vocabulary.review_hint': 'Tags and categories that are new to your library wait until you keep them.',
  'settings.send_people': 'Names of people in the file',
  'exif.people': 'People',
} as const;
