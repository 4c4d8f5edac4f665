/** `dc trace`: from a finding of a report back to the values it rests on, and from them to source, batch, file and line. */
import { readConfig } from '../config.ts';
import { findTraceSubject, type Trace, type TracedValue, traceFinding } from '../data/lineage.ts';
import { type Command, readFlags, type Terminal, toColumns, toJson, wholeNumber, wrongUsage } from './command.ts';
import { subjectIn } from './trace-document.ts';

const LISTED_VALUES = 20;

export const trace: Command = {
  name: 'trace',
  summary: 'Follow a finding back to the rows it rests on',
  help: () => `Usage: dc trace FINDING [--run ID | --document FILE] [--peers] [--history] [--values N] [--json]

FINDING is the id of a finding, as in a report's JSON ("movement:IN-Skincare:Aurora:score"). It is looked up in the run
named, else in the latest run that holds it; a report made on the command line is read from FILE (--format json). Shows
which batches of which sources brought the values, with file and lines, as the run read them, and what has replaced them
since. Without more, the values of the finding's own brand in its window and what that is compared with: --peers takes
every brand, --history every period.
`,
  async run(args, terminal) {
    const { values, positionals } = readFlags(args, {
      run: { type: 'string' },
      document: { type: 'string' },
      peers: { type: 'boolean' },
      history: { type: 'boolean' },
      values: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [id] = positionals;
    if (id === undefined || positionals.length > 1)
      throw wrongUsage('Name one finding; quote it when it holds blanks.');
    if (values.run !== undefined && values.document !== undefined)
      throw wrongUsage('Name a run or a document, not both.');
    const limit = values.values === undefined ? LISTED_VALUES : wholeNumber('values', values.values, 0, 1_000_000);
    const { openStore } = await import('../app.ts');
    const store = await openStore(readConfig(), { migrate: 'embedded' });
    try {
      const subject =
        values.document === undefined
          ? await findTraceSubject(store.database, id, values.run ?? null)
          : subjectIn(values.document, id, await store.data.catalog());
      const found = await traceFinding(store.database, subject, {
        peers: values.peers === true,
        history: values.history === true,
        limit,
      });
      if (values.json) terminal.result(toJson(found));
      else tell(found, terminal);
      return 0;
    } finally {
      await store.close();
    }
  },
};

/** "scores.csv:3" for a file, "normalised: GET /… row 3" for everything else. */
function rowOf({ origin, file, line }: TracedValue): string {
  const place = origin ?? file;
  if (line === null) return place;
  return /\.\w+$/.test(place) ? `${place}:${line}` : `${place}, row ${line}`;
}

function tell({ subject, batches, values, total }: Trace, terminal: Terminal): void {
  const { finding, report, runId, dataVersion } = subject;
  terminal.result(`${finding.claim}\n`);
  terminal.result(
    `${finding.id} · ${report} · ${runId === null ? 'document' : `run ${runId}`} · data version ${dataVersion}\n\n`,
  );
  if (total === 0) {
    terminal.result('No stored value belongs to it.\n');
    return;
  }
  terminal.result(
    toColumns(
      ['table', 'batch', 'source', 'loaded at', 'origin', 'lines', 'values', 'periods', 'replaced since'],
      batches.map((batch) => [
        batch.table,
        String(batch.batch),
        batch.source,
        batch.loadedAt,
        batch.origin ?? batch.file,
        batch.firstLine === null ? 'not recorded' : `${batch.firstLine}–${batch.lastLine}`,
        batch.values.toLocaleString('en'),
        `${batch.firstPeriod} – ${batch.lastPeriod}`,
        batch.replaced.toLocaleString('en'),
      ]),
    ),
  );
  if (values.length > 0)
    terminal.result(
      `\n${toColumns(
        ['project', 'brand', 'value of', 'period', 'value', 'batch', 'source', 'row', 'now'],
        values.map((value) => [
          value.project,
          value.brand ?? '',
          value.what,
          value.period,
          String(value.value),
          value.batch === null ? '' : String(value.batch),
          value.source ?? '',
          rowOf(value),
          value.replacedBy === null ? '' : `${value.now} (batch ${value.replacedBy})`,
        ]),
      )}`,
    );
  if (total > values.length)
    terminal.result(`${(total - values.length).toLocaleString('en')} more values; see --values\n`);
}
