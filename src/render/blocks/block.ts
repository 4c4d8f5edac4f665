/** The Block Kit types that we write: a narrow subset of Slack's, so that rendering needs no Slack package. */

export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji?: boolean;
}

export interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  readonly verbatim?: boolean;
}

export interface Option {
  readonly text: PlainText;
  readonly value: string;
  readonly description?: PlainText;
}

export interface OptionGroup {
  readonly label: PlainText;
  readonly options: readonly Option[];
}

export interface Button {
  readonly type: 'button';
  readonly text: PlainText;
  readonly action_id: string;
  readonly value?: string;
  readonly url?: string;
  readonly style?: 'primary' | 'danger';
  readonly accessibility_label?: string;
}

export interface Section {
  readonly type: 'section';
  readonly block_id?: string;
  readonly text: Mrkdwn;
  readonly accessory?: Button;
}

export interface Image {
  readonly type: 'image';
  readonly block_id?: string;
  readonly alt_text: string;
  readonly title?: PlainText;
  readonly slack_file: { readonly id: string };
}

export interface Context {
  readonly type: 'context';
  readonly elements: readonly Mrkdwn[];
}

export interface Actions {
  readonly type: 'actions';
  readonly block_id?: string;
  readonly elements: readonly Button[];
}

export interface Header {
  readonly type: 'header';
  readonly text: PlainText;
}

export interface Divider {
  readonly type: 'divider';
}

export interface Table {
  readonly type: 'table';
  readonly rows: readonly (readonly { readonly type: 'raw_text'; readonly text: string }[])[];
  readonly column_settings?: readonly { readonly align?: 'left' | 'center' | 'right'; readonly is_wrapped?: boolean }[];
}

/** docs.slack.dev/reference/block-kit/blocks/data-visualization-block; absent from @slack/types 3.2. */
export interface DataVisualization {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: {
    readonly type: 'bar' | 'line';
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: { readonly categories: readonly string[]; readonly y_label?: string };
  };
}

export type Block = Section | Image | Context | Actions | Header | Divider | Table | DataVisualization;

/** A message as Slack takes it: blocks, and the text that notifications and screen readers get. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly Block[];
}

export const plain = (text: string): PlainText => ({ type: 'plain_text', text, emoji: true });
export const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });
export const section = (text: string): Section => ({ type: 'section', text: mrkdwn(text) });
export const header = (text: string): Header => ({ type: 'header', text: plain(text) });
export const context = (text: string): Context => ({ type: 'context', elements: [mrkdwn(text)] });
