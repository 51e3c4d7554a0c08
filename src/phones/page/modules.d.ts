declare module '*.css'
declare module '*?url' {
  const address: string
  export default address
}
declare module 'opus-recorder' {
  export default class Recorder {
    constructor(options: {
      encoderPath: string
      encoderApplication?: number
      encoderSampleRate?: number
      encoderBitRate?: number
      numberOfChannels?: number
      mediaTrackConstraints?: MediaTrackConstraints
    })
    ondataavailable: (ogg: Uint8Array<ArrayBuffer>) => void
    onstop: () => void
    start(): Promise<void>
    stop(): Promise<void>
    close(): Promise<void>
    static isRecordingSupported(): boolean
  }
}
