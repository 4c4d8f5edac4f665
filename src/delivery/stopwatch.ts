/** Time by stage of one run, in milliseconds. */

export interface Stopwatch {
  /** Runs `work` and adds its duration to the stage, also when it throws. */
  time<T>(stage: string, work: () => Promise<T>): Promise<T>;
  readonly timings: Readonly<Record<string, number>>;
}

/** @param onStage called with every measured duration, for metrics */
export function createStopwatch(onStage: (stage: string, ms: number) => void = () => {}): Stopwatch {
  const timings: Record<string, number> = {};
  return {
    timings,
    async time(stage, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        const ms = Math.round(performance.now() - start);
        timings[stage] = (timings[stage] ?? 0) + ms;
        onStage(stage, ms);
      }
    },
  };
}
