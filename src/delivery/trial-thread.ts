/** The thread that judges trials: gets the data once, then one trial at a time. */
import { parentPort } from 'node:worker_threads';
import { type Judge, type TuningData, tunedObject } from '../reports/tuning.ts';
import type { TrialAnswer, TrialQuestion } from './trial-pool.ts';

const port = parentPort;
if (!port) throw new Error('trial-thread.ts runs in a worker thread only');

let data: TuningData | null = null;
/** Prepared judges by object and part: preparing reads all the data, judging does not. */
const judges = new Map<string, Judge | null>();

function judgeFor({ object, part }: Extract<TrialQuestion, { type: 'judge' }>): Judge | null {
  const key = `${object} ${part}`;
  const known = judges.get(key);
  if (known !== undefined) return known;
  const prepared = data === null ? null : (tunedObject(object)?.judge(data, part) ?? null);
  judges.set(key, prepared);
  return prepared;
}

port.on('message', (question: TrialQuestion) => {
  if (question.type === 'data') {
    data = question.data;
    judges.clear();
    return;
  }
  let answer: TrialAnswer;
  try {
    const judge = judgeFor(question);
    const loss = judge && question.trial ? judge(question.trial.params, question.trial.seed) : null;
    answer = { canJudge: judge !== null, loss };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer);
});
