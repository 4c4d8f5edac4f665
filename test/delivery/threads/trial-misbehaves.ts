/** A trial thread that never answers, ends itself or takes all memory, as its trial says. */
import { parentPort } from 'node:worker_threads';

const hoard: Float64Array[] = [];
parentPort?.on('message', (question: { type: string; object?: string }) => {
  if (question.object === 'exits') process.exit(3);
  if (question.object === 'hoards') for (let i = 0; i < 40; i++) hoard.push(new Float64Array(1_000_000).fill(i));
  if (question.object === 'answers') parentPort?.postMessage({ canJudge: true, loss: 1 });
});
