/**
 * Slack's limits as data: the only place that holds them. Sources: docs.slack.dev/reference/block-kit (blocks,
 * elements, composition objects, views) and the measured total of about 13,200 characters of blocks per message
 * (bolt-js issue 2509), from which `blocksBudget` keeps a distance.
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Bytes of a view as JSON. */
  viewBytes: 250_000,
  /** Characters of a message's blocks as JSON text. */
  blocksBudget: 12_000,
  /** Characters of a message's fallback text; Slack cuts at 40,000 and advises 4,000. */
  messageText: 4_000,
  sectionText: 3_000,
  sectionFields: 10,
  sectionField: 2_000,
  header: 150,
  contextElements: 10,
  contextText: 2_000,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  buttonUrl: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  imageAlt: 2_000,
  imageTitle: 2_000,
  imageUrl: 3_000,
  selectOptions: 100,
  selectGroups: 100,
  optionText: 75,
  optionValue: 150,
  optionDescription: 75,
  groupLabel: 75,
  placeholder: 150,
  radioOptions: 10,
  checkboxOptions: 10,
  overflowOptions: 5,
  inputLabel: 2_000,
  inputHint: 2_000,
  inputInitial: 3_000,
  modalTitle: 24,
  privateMetadata: 3_000,
  identifier: 255,
  markdown: 12_000,
  tableRows: 100,
  tableColumns: 20,
  tableCharacters: 10_000,
  tablesPerMessage: 1,
  chartTitle: 50,
  chartSeries: 6,
  chartPoints: 20,
  chartLabel: 20,
  chartAxisLabel: 50,
  chartsPerMessage: 2,
  /** `alt_txt` of an upload, shorter than an image block's alternative text. */
  uploadAlt: 1_000,
  metadataBytes: 8_000,
} as const;

export type LimitName = keyof typeof LIMITS;
