// A futex mutex of three states (Drepper, "Futexes are tricky", 2011, mutex 3): free, held, held
// with sleepers. It spins shortly before it sleeps: the critical section is one map operation.

const free: i32 = 0;
const held: i32 = 1;
const contended: i32 = 2;

const spins: i32 = 64;

export function lockMutex(mutex: usize): void {
  if (atomic.cmpxchg<i32>(mutex, free, held) != free) lockSlow(mutex);
}

function lockSlow(mutex: usize): void {
  for (let spin = 0; spin < spins; spin++) {
    if (atomic.load<i32>(mutex) == free && atomic.cmpxchg<i32>(mutex, free, held) == free) return;
  }
  while (atomic.xchg<i32>(mutex, contended) != free) atomic.wait<i32>(mutex, contended, -1);
}

export function unlockMutex(mutex: usize): void {
  if (atomic.xchg<i32>(mutex, free) == contended) atomic.notify(mutex, 1);
}
