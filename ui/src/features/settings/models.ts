/** A server's models as they are offered. Pure but for the window's language. */
import { formatBytes, t } from '../../i18n';
import type { ModelView } from '../../ipc/generated/ModelView';

export interface ModelOption {
  readonly value: string;
  readonly label: string;
}

/** Models that see first; the one that is set is always among them, so that nothing changes by looking. */
export function modelOptions(models: readonly ModelView[], current: string): ModelOption[] {
  const rank = (model: ModelView): number => (model.vision === true ? 0 : model.vision === null ? 1 : 2);
  const options = [...models]
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .map((model) => ({ value: model.name, label: labelOf(model) }));
  if (current !== '' && !models.some((model) => model.name === current)) {
    options.unshift({ value: current, label: current });
  }
  if (current === '') options.unshift({ value: '', label: t('settings.model_choose') });
  return options;
}

function labelOf(model: ModelView): string {
  const notes: string[] = [];
  if (model.vision === true) notes.push(t('settings.model_sees'));
  if (model.vision === false) notes.push(t('settings.model_blind'));
  if (model.thinks === true) notes.push(t('settings.model_thinks'));
  if (model.loaded === true) notes.push(t('settings.model_loaded'));
  if (model.cloud) notes.push(t('settings.model_cloud'));
  if (model.bytes !== null) notes.push(formatBytes(model.bytes));
  return notes.length === 0 ? model.name : `${model.name} (${notes.join(', ')})`;
}
