import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // The shell serves the page from its own scheme; relative addresses work there and from a file server.
  base: './',
  build: {
    outDir: 'dist',
    // WebKitGTK 2.40 (Debian 12, Ubuntu 22.04) is the oldest engine that shows the window.
    target: ['safari16.4', 'chrome111'],
    reportCompressedSize: false,
    // A data: address would need a wider content security policy.
    assetsInlineLimit: 0,
  },
  // The test of the message table reads the failure codes where they are defined.
  server: { port: 1420, strictPort: true, fs: { allow: ['.', '../src-tauri/crates/model/src'] } },
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
  },
});
