import { describe, expect, it } from 'vitest';
import { AppError, DeliveryError, explain } from '../src/errors.ts';

const explanation = { code: 'import', what: 'It failed.', why: 'It was empty.', fix: 'Fill it.' } as const;

describe('errors of the rim', () => {
  it('say what, why and what to do in one message, and keep their cause', () => {
    const cause = new Error('deep');
    const error = new AppError(explanation, cause);
    expect(error.message).toBe('It failed. It was empty. Fill it.');
    expect(error.cause).toBe(cause);
    expect(explain(error)).toEqual(explanation);
    expect('cause' in new AppError(explanation)).toBe(false);
  });

  it('of a delivery carry what the next try may do', () => {
    const error = new DeliveryError({ ...explanation, code: 'slack' }, 'retry', 1_500);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ name: 'DeliveryError', failure: 'retry', retryAfterMs: 1_500 });
    expect(explain(error).code).toBe('slack');
  });

  it.each([new Error('password=hunter2'), 'text', null, undefined, { code: 'usage' }])(
    'explain anything else without its details (%s)',
    (thrown) => {
      const told = explain(thrown);
      expect(told.code).toBe('internal');
      expect(JSON.stringify(told)).not.toContain('hunter2');
    },
  );
});
