/**
 * Runs what a button starts. Until it is done, the button does nothing more. Unlike a button that is disabled, it keeps
 * the focus.
 */
export async function whileBusy(button: HTMLButtonElement, run: () => Promise<void>): Promise<void> {
  if (isBusy(button)) return;
  button.setAttribute('aria-disabled', 'true');
  try {
    await run();
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

export function isBusy(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-disabled') === 'true';
}
