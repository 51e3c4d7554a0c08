import { createTheme } from '@mantine/core'

const FONTS = "'Noto Sans Variable', 'Noto Sans Arabic', 'Noto Color Emoji', system-ui, sans-serif"

export const DEEP = '#17695f'

export const theme = createTheme({ fontFamily: FONTS, primaryColor: 'teal' })
