/** A made-up library in memory: for `npm run dev` and the browser tests. Time stands still until `tick()`. */
export { MemoryTransport, type MemoryOptions } from './memory/backend';
