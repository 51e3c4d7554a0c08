import '@fontsource-variable/noto-sans/wght.css'
import '@fontsource/noto-sans-arabic/400.css'
import '@fontsource/noto-sans-arabic/600.css'
// In one piece: Chromium draws nothing from the pieces of this font.
import '@fontsource/noto-color-emoji/emoji-400.css'
import '@mantine/core/styles/default-css-variables.css'
import '@mantine/core/styles.css'
import './page.css'
import { DirectionProvider, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { Page } from './page.tsx'
import { theme } from './theme.ts'
import { WordsProvider } from './words.tsx'

// The service runs on this machine: whether the network is there says nothing about it.
const queries = new QueryClient({
  defaultOptions: { queries: { networkMode: 'always' }, mutations: { networkMode: 'always' } },
})

createRoot(document.getElementById('page')!).render(
  <DirectionProvider detectDirection={false}>
    {/* The page's policy allows no style written into it: Mantine's variables come from its stylesheet. */}
    <MantineProvider
      theme={theme}
      forceColorScheme="light"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <WordsProvider>
          <Page />
        </WordsProvider>
      </QueryClientProvider>
    </MantineProvider>
  </DirectionProvider>,
)
