/** What the made-up library is set to, and which models its server has. */
import type { ModelView } from '../generated/ModelView';
import type { PreviewView } from '../generated/PreviewView';
import type { ServerReport } from '../generated/ServerReport';
import type { Settings } from '../generated/Settings';
import type { VisionRequest } from '../generated/VisionRequest';

export const SETTINGS: Settings = {
  theme: 'system',
  surround: 'dark',
  interfaceLanguage: 'en',
  wordLanguage: 'en',
  server: {
    url: 'http://127.0.0.1:11434',
    protocol: 'auto',
    model: 'qwen3-vl:8b',
    concurrency: null,
    price: null,
    off: false,
    allowCloud: false,
    keyKept: false,
  },
  moreServers: [],
  connectSeconds: 5,
  firstWordSeconds: 120,
  answerSeconds: 300,
  tasks: ['title', 'description', 'tags'],
  maxTags: 10,
  maxCategories: 5,
  preset: '',
  ownWords: true,
  meaning: { url: '', model: '' },
  checkNames: true,
  reviewNew: false,
  aliases: [],
  blockedWords: [],
  instruction: '',
  imageSide: 1024,
  sendDate: true,
  sendPlace: true,
  sendFolder: false,
  sendKeywords: true,
  sendPeople: false,
  watchFolders: true,
  historyDays: 30,
};

export const MODELS: ModelView[] = [
  { name: 'qwen3-vl:8b', vision: true, thinks: true, cloud: false, loaded: true, bytes: 6_100_000_000 },
  { name: 'gemma3:4b', vision: true, thinks: false, cloud: false, loaded: false, bytes: 3_300_000_000 },
  { name: 'llama3.2:3b', vision: false, thinks: false, cloud: false, loaded: null, bytes: 2_000_000_000 },
];

/** What the test of a server finds. */
export function reportOf(server: { url: string; model: string }): ServerReport {
  const found = server.url.startsWith('http');
  return {
    ok: found && server.model !== '',
    product: found ? 'Ollama 0.12' : '',
    protocol: 'ollama',
    privacy: 'this_machine',
    models: found ? MODELS : [],
    lines: found
      ? [
          { check: 'address', verdict: 'ok', code: null, text: 'The address is one.' },
          { check: 'server', verdict: 'ok', code: null, text: 'Ollama 0.12 answers.' },
          { check: 'vision', verdict: 'ok', code: null, text: 'The model saw the test picture.' },
        ]
      : [
          {
            check: 'address',
            verdict: 'failed',
            code: 'bad_address',
            text: `“${server.url}” is not an address. Write it like http://127.0.0.1:11434.`,
          },
        ],
  };
}

/** What would be sent for the first photo. */
export function previewOf(request: VisionRequest, { server, imageSide }: Settings): PreviewView {
  return {
    photo: 1,
    name: 'photo.jpg',
    requests: [
      {
        system: `You catalogue photographs. (${request.preset ?? 'standard'})`,
        user: `Look at the photo. ${request.instruction} ${request.prompts.map(({ text }) => text).join(' ')}`,
      },
    ],
    picture_bytes: 143_210,
    picture_side: imageSide,
    servers: [server.url],
    model: server.model,
    privacy: 'this_machine',
  };
}
