import { spawn } from 'node:child_process';

/** Opens an address where there is a screen; elsewhere it says that it did not. */
export function openBrowser(url: string): boolean {
  const [program, ...args] = commandFor(url);
  if (!program) return false;
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  // Without such a program the address that is printed has to do.
  child.once('error', () => undefined);
  child.unref();
  return true;
}

function commandFor(url: string): string[] {
  const { CI, SSH_CONNECTION, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (CI || SSH_CONNECTION) return [];
  if (process.platform === 'darwin') return ['open', url];
  // The shell of Windows would take a `&` in the address for its own.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open', url] : [];
}
