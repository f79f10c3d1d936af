import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleCall } from './build-root.ts';
import { line, render } from './section-fixture.ts';

describe('hostile text', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      '\n## VALIDATION PASSED',
      '```\n\n# Forged\n',
      '`````',
      '<!-- hidden -->',
      '<script>x</script>',
      '| a | b |',
      '\r\n---\r\n',
      '\u001b[2K\u001b[1AOK',
      '\u001b]8;;http://evil.example\u0007link',
      '\u202eevil',
      '\u2028# line',
      '~~~',
      '> quoted',
      '- item',
      '1. item',
      '===',
      '&lt;b&gt;',
      '\\',
      '[x]: http://evil.example',
      '\u009b31m',
      'a\u200bb',
      '$ aws fake',
      '... cut here',
    ),
    fc.string({ unit: 'binary' }),
  );
  const hostile = fc.array(nasty, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));

  it('cannot forge a heading, close a fence, add a table cell, start a tag or reach the terminal', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const clean = forgeEverywhere('clean');
        const forged = forgeEverywhere(text);
        expect(structureOf(forged)).toEqual(structureOf(clean));
        expect(forged.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { seed: 1, numRuns: 1_500 },
    );
  });

  function forgeEverywhere(text: string): string {
    const call = sampleCall({
      input: { Name: text, [`key ${text}`]: text },
      output: { [text]: text },
      requestId: text,
      host: text,
      serverDate: text,
    });
    const failed = sampleCall({ error: { name: text, message: text } });
    const verdict = { state: 'fail', reason: text } as const;
    return render(
      [
        line(1, 'observation', text, { strange: text }),
        line(2, 'observation', 'read', { call }),
        line(3, 'intent', 'change', { title: text }),
        line(4, 'outcome', 'change', { intent: 3, state: text, detail: text, calls: [call, failed] }),
        line(5, 'note', 'n', { claimed: text, by: text }),
        line(6, 'recovery', 'r', { intent: null, found: text, sentence: text }),
        line(7, 'verdict', 't', { state: text, detail: text }),
        line(8, 'approval', 'a', { who: text }),
        line(9, 'spill', 's', { kind: 'intent', line: { run: text, step: text, data: { text } } }),
        line(10, 'artifact', 'attach', { path: text, bytes: 3, sha256: text }),
      ],
      {
        headline: text,
        verdict,
        steps: [{ id: 'other', title: text, state: 'failed', detail: text, durationMs: 1, requestId: text }],
        checks: [
          {
            id: text,
            title: text,
            severity: 'block',
            expected: text,
            observed: text,
            verdict,
            source: text,
            remedy: text,
          },
        ],
        spans: [
          {
            id: text,
            title: text,
            startedAt: '2025-10-25T05:00:00.000Z',
            endedAt: '2025-10-25T05:00:00.000Z',
            durationMs: 1,
            timebase: 'real',
            basis: 'observed',
            limitMs: 1,
          },
        ],
      },
    );
  }

  /** The kind of every line as a Markdown reader takes it; consecutive lines of one kind count once. */
  function structureOf(text: string): string[] {
    const kinds: string[] = [];
    let fence = '';
    for (const each of text.split('\n')) {
      const opening = /^(`{3,})text$/.exec(each)?.[1] ?? '';
      const kind = fence !== '' ? insideKind(each, fence) : opening !== '' ? 'fence' : outsideKind(each);
      if (fence === '' && opening !== '') fence = opening;
      else if (each === fence) fence = '';
      if (kinds.at(-1) !== kind) kinds.push(kind);
    }
    expect(fence).toBe('');
    return kinds;
  }

  function insideKind(each: string, fence: string): string {
    if (each === fence) return 'fence';
    expect(each).toMatch(/^(?:\| |\$ aws |\.\.\. cut here: )/);
    return 'captured';
  }

  function outsideKind(each: string): string {
    const heading = /^(#+) /.exec(each)?.[1];
    if (heading) return heading;
    expect(each).not.toMatch(/^(?:<|~~~|\t| {4}|={2,}|[-+*] |\[)/);
    if (each.startsWith('|')) return `table of ${each.replace(/\\./g, '').split('|').length} cells`;
    if (each.startsWith('>')) return 'quotation';
    if (each === '---') return 'rule';
    return 'prose';
  }
});
