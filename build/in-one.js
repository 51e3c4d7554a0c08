// Node reads and links every module by itself, and the house has a thousand of them with its packages: laid together in few files
// they are there in half the time. dist/ keeps each module too, for the operator's tool and for dist/main.js to be made anew.
import { build } from 'vite'

// They read files of their own folder, or are read only when somebody wants them.
const APART = ['twilio', 'pdf-lib', 'fontkit', 'qrcode', 'bidi-js']

// The text of the code stays in memory as long as the house is open: without spaces and in letters of one byte it is a quarter.
// Names stay, for whoever reads a trace.
const LEAN = { compress: false, mangle: false, codegen: { removeWhitespace: true, asciiOnly: true } }

await build({
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  // As Node itself finds them.
  define: { __dirname: 'import.meta.dirname' },
  ssr: { noExternal: true, external: APART, resolve: { mainFields: ['main'] } },
  build: {
    ssr: 'dist/main.js',
    outDir: 'dist',
    emptyOutDir: false,
    minify: false,
    target: 'node20',
    rolldownOptions: {
      output: { entryFileNames: '[name].js', chunkFileNames: 'in-one-[name].js', minify: LEAN },
    },
  },
})
