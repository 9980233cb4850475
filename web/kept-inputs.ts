/*
 * What was filled in outlives a reload, as long as the tab does. Only forms that ask for no secret are kept, and neither
 * tokens nor passwords ever are.
 */

const PREFIX = 'stagepass.';
const FORM = `${PREFIX}form.`;

type Kept = Readonly<Record<string, string | boolean>>;

/** Fills the form in as it was left, and remembers from now on what is in it. */
export function keepInputs(form: HTMLFormElement, id: string): void {
  const key = FORM + id;
  restore(form, read(key));
  const keep = () => write(key, inputsOf(form));
  form.addEventListener('input', keep);
  form.addEventListener('change', keep);
}

/** A small choice of the page's own, such as a language. */
export function remembered(name: string): string | undefined {
  const { value } = read(PREFIX + name);
  return typeof value === 'string' ? value : undefined;
}

export function remember(name: string, value: string): void {
  write(PREFIX + name, { value });
}

/** Forgets everything that another caller must not see. */
export function forgetInputs(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Without storage, nothing is kept.
  }
}

function inputsOf(form: HTMLFormElement): Kept {
  const kept: Record<string, string | boolean> = {};
  for (const control of controlsOf(form)) {
    if (control instanceof HTMLInputElement && control.type === 'checkbox') {
      if (control.checked !== control.defaultChecked) kept[control.name] = control.checked;
    } else if (control.value !== '') kept[control.name] = control.value;
  }
  return kept;
}

function restore(form: HTMLFormElement, kept: Kept): void {
  for (const control of controlsOf(form)) {
    const value = kept[control.name];
    if (control instanceof HTMLInputElement && control.type === 'checkbox') {
      if (typeof value === 'boolean') control.checked = value;
    } else if (typeof value === 'string' && isThere(control, value)) control.value = value;
    else continue;
    // A control may show or hide others.
    control.dispatchEvent(new Event('change'));
    const fold = control.closest('details');
    if (fold !== null && value !== undefined && value !== '') fold.open = true;
  }
}

/** Whether the control can have the value: a choice may have lost it since. */
function isThere(control: HTMLInputElement | HTMLSelectElement, value: string): boolean {
  return !(control instanceof HTMLSelectElement) || [...control.options].some((option) => option.value === value);
}

function controlsOf(form: HTMLFormElement): (HTMLInputElement | HTMLSelectElement)[] {
  return [...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input[name], select[name]')];
}

/** Storage may be off, or hold what another version of the page has written. */
function read(key: string): Kept {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Kept) : {};
  } catch {
    return {};
  }
}

function write(key: string, kept: Kept): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Without storage, nothing outlives a reload.
  }
}
