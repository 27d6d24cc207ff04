/** English: the search by meaning. */
export const meaning = {
  'meaning.title': 'Search by meaning',
  'meaning.hint':
    'An embedding model reads the words of your photos – never the pictures. A search then also finds what means the same: “coast” finds “sea shore”. Without it, words are searched as they stand.',
  'meaning.server': 'Server',
  'meaning.model': 'Embedding model',
  'meaning.prepare': 'Prepare all photos',
  'meaning.this_machine': 'The words of your photos stay on this machine.',
  'meaning.your_network': 'The words of your photos go to {host} in your network.',
  'meaning.the_internet': 'The words of your photos go to {host} on the internet.',
  'sort.match': 'Best match',
  'batch.result.meaning': {
    one: '{count} photo prepared for the search',
    other: '{count} photos prepared for the search',
  },
  'error.meaning_server_off':
    'That server is switched off, so nothing is sent to it. Switch it on, or enter another for the search by meaning.',
  'error.no_meaning_model': 'Enter a server and an embedding model for the search by meaning first.',
  'meaning.state': {
    one: '{count} of {total} photo is prepared',
    other: '{count} of {total} photos are prepared',
  },
} as const;
