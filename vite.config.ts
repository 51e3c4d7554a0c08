import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The phones page: one bundle under /phones/, nothing inlined, because its policy runs only what has an address here. */
export default defineConfig({
  root: 'src/phones/page',
  base: '/phones/',
  publicDir: false,
  plugins: [react(), woff2Only()],
  build: {
    outDir: '../../../dist/phones-page',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: 'es2023',
    chunkSizeWarningLimit: 900,
  },
})

/** Every browser that runs this page knows woff2; the older copies would double what is built. */
function woff2Only(): Plugin {
  return {
    name: 'woff2-only',
    enforce: 'pre',
    transform: {
      filter: { id: /@fontsource.*\.css$/ },
      handler: (css) => css.replace(/, url\([^)]*\.woff\) format\('woff'\)/g, ''),
    },
  }
}
