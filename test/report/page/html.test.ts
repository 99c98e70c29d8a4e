import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { html, packed } from '../../../src/report/page/html.ts';

describe('markup with values', () => {
  test('escapes texts, joins lists, leaves out what is missing, and takes its own markup as it is', () => {
    const row = html`<li>${'<b onclick="x">&\''}</li>`;
    expect(html`<ul class="${'a"b'}">${[row, undefined, false, 3]}</ul>`.markup).toBe(
      '<ul class="a&quot;b"><li>&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;</li>3</ul>',
    );
  });

  test('cannot be left by any text, in an element or in a quoted attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { markup } = html`${text}`;
        expect(markup).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(markup).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
      }),
      { seed: 1 },
    );
  });

  test('cuts a text of a megabyte', () => {
    expect(html`${'x'.repeat(1 << 20)}`.markup.length).toBeLessThan(5_000);
  });
});

test('what is packed reads back as it was, and ends no element', () => {
  const text = '</script><!-- ü';
  const { markup } = packed(text);
  expect(markup).toMatch(/^[A-Za-z0-9+/]+=*$/);
  expect(gunzipSync(Buffer.from(markup, 'base64')).toString()).toBe(text);
});
