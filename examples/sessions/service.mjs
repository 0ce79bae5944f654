// A service that knows nothing of mapswell: a login makes a session, and nobody ever removes one. It gets
// 1,000 logins a second by the clock, so that its map doubles 30 seconds after the start.
import process from 'node:process';

class SessionStore {
  sessions = new Map();

  logIn(user) {
    this.sessions.set(`session-${user}`, { user, since: Date.now() });
  }
}

const store = new SessionStore();
let users = 0;
const logInUntil = (wanted) => {
  while (users < wanted) store.logIn(users++);
};
// 2^17 entries fill the table that is there by then.
const first = 2 ** 17 - 30_000;
logInUntil(first);
const startedAt = performance.now();
setInterval(() => logInUntil(first + (performance.now() - startedAt)), 20);
process.stdout.write('ready\n');
// Whoever started it is gone: so is the reason to run.
process.stdin.on('end', () => process.exit()).resume();
