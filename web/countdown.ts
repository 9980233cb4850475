import { machineClocks, steadyClock } from '../client/steady-clock.ts';
import { element } from './element.ts';

/** The remaining time of a token, updated every second while it is on the page. */
export function countdown(lifetimeMs: number): HTMLElement {
  const now = steadyClock(machineClocks);
  const shown = element('p', { class: 'left', role: 'timer' });
  const tell = () => {
    const leftMs = lifetimeMs - now();
    shown.textContent = leftMs > 0 ? `${clockText(leftMs)} left` : 'ended';
    shown.classList.toggle('ended', leftMs <= 0);
    if (leftMs > 0) setTimeout(() => shown.isConnected && tell(), 1000 - (now() % 1000));
  };
  tell();
  return shown;
}

/** Hours, minutes and seconds: `1:02:03`, `4:05`. */
export function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
