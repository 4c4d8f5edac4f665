/** The value of a clicked button. */
export function valueOfAction(action: object): string {
  return 'value' in action && typeof action.value === 'string' ? action.value : '';
}
