import { describe, expect, it } from 'vitest';
import { createCache } from '../../src/data/cache.ts';

const deferred = () => {
  let resolve: (value: string) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<string>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};

describe('the cache of slices', () => {
  it('reads once for all who ask at the same time, and answers later ones from memory', async () => {
    const cache = createCache<string>(100, (text) => text.length);
    const { promise, resolve } = deferred();
    let reads = 0;
    const read = () => {
      reads += 1;
      return promise;
    };
    const asked = [cache.get('a', read), cache.get('a', read), cache.get('a', read)];
    resolve('answer');
    expect(await Promise.all(asked)).toEqual(['answer', 'answer', 'answer']);
    expect(await cache.get('a', read)).toBe('answer');
    expect(reads).toBe(1);
    expect(cache.stats()).toEqual({ hits: 1, misses: 1, joined: 2, bytes: 6, entries: 1 });
  });

  it('keeps within its bytes, dropping what was used longest ago', async () => {
    const cache = createCache<string>(10, (text) => text.length);
    const put = (key: string, text: string) => cache.get(key, async () => text);
    await put('a', '12345');
    await put('b', '12345');
    await put('a', 'unread');
    await put('c', '123');
    expect(cache.stats()).toMatchObject({ entries: 2, bytes: 8 });
    expect(await put('a', 'again')).toBe('12345');
    expect(await put('b', 'again')).toBe('again');
    await put('huge', 'x'.repeat(11));
    expect(cache.stats().bytes).toBeLessThanOrEqual(10);
    expect(await put('huge', 'read again')).toBe('read again');
  });

  it('tells a failure to all who wait and reads anew afterwards', async () => {
    const cache = createCache<string>(100, (text) => text.length);
    const { promise, reject } = deferred();
    const asked = [cache.get('a', () => promise), cache.get('a', () => promise)];
    reject(new Error('away'));
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.get('a', async () => 'back')).toBe('back');
  });

  it('does not keep an answer that belongs to a later version by now', async () => {
    const cache = createCache<string>(100, (text) => text.length);
    expect(
      await cache.get(
        'v1',
        async () => 'of v2',
        () => false,
      ),
    ).toBe('of v2');
    expect(await cache.get('v1', async () => 'of v1')).toBe('of v1');
  });
});
