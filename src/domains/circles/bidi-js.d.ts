// The package brings no types. https://github.com/lojjic/bidi-js
declare module 'bidi-js' {
  export default function bidiFactory(): {
    getReorderedString(text: string, levels: { levels: Uint8Array }): string
    getEmbeddingLevels(
      text: string,
      direction: 'ltr' | 'rtl' | 'auto',
    ): { levels: Uint8Array; paragraphs: { level: number }[] }
    getMirroredCharacter(character: string): string | null
  }
}
