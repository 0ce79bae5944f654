import test from 'ava';
import { type AdviceRule, adviceRules } from '../../../src/live/advise/advice-document.ts';
import { adviseSource, siteNamed } from './go-folder.ts';

const service = `
import "sync"

type Service struct {
	mu sync.RWMutex
	seen map[string]int
	open map[string]int
	table map[string]int
	peers map[string]int
}

func (s *Service) See(key string) { s.mu.Lock(); s.seen[key]++; s.mu.Unlock() }

func (s *Service) Open(key string) { s.mu.Lock(); s.open[key] = 1; s.mu.Unlock() }

func (s *Service) Close(key string) { s.mu.Lock(); delete(s.open, key); s.mu.Unlock() }

func (s *Service) Look(key string) int { s.mu.RLock(); defer s.mu.RUnlock(); return s.table[key] }

func (s *Service) Load(all []string) {
	table := make(map[string]int)
	for i, one := range all {
		if one != "" {
			table[one] = i
		}
	}
	s.mu.Lock()
	s.table = table
	s.mu.Unlock()
}

func (s *Service) Join(peer string) { s.mu.Lock(); s.join(peer); s.mu.Unlock() }

func (s *Service) join(peer string) { s.peers[peer] = 1 }

func (s *Service) Leave(peer string) { s.mu.Lock(); delete(s.peers, peer); s.mu.Unlock() }

func (s *Service) Peer(peer string) int { return s.peers[peer] }
`;

async function advised(rules: readonly AdviceRule[] | null): Promise<readonly string[]> {
  const { sites } = await adviseSource(service, { rules });
  return sites.flatMap(({ name, advice }) =>
    advice.map(({ rule, level, confidence }) => `${name}: ${level} ${rule} (${confidence})`),
  );
}

test('growth, shrinking, locks and copies are judged where they are asked for, and not otherwise', async (t) => {
  t.deepEqual(await advised(null), []);
  t.deepEqual(await advised(adviceRules), [
    'seen: note grows (heuristic)',
    'open: note never-shrinks (heuristic)',
    'table: note copy-on-write (heuristic)',
    'peers: note never-shrinks (heuristic)',
    'peers: warning inconsistent-lock (heuristic)',
  ]);
  t.deepEqual(await advised(['grows']), ['seen: note grows (heuristic)']);
});

test('a use without the lock is named, and one whose caller holds it is none', async (t) => {
  const document = await adviseSource(service, { rules: ['inconsistent-lock'] });
  const [advice] = siteNamed(document, 'peers').advice;
  t.is(advice?.reason, 'mu is held in 2 uses, and not in 1: read in line 40 (Service.Peer)');
  t.deepEqual(advice?.related, [{ path: 'm.go', line: 40, text: 'read' }]);
});

test('a map that is bounded, replaced or written with constant keys does not grow', async (t) => {
  const { sites } = await adviseSource(
    `
var bounded, replaced, named = map[string]int{}, map[string]int{}, map[string]int{}

func put(key string) {
	if len(bounded) < 100 {
		bounded[key] = 1
	}
	replaced[key] = 1
	named["a"] = 1
}

func reset() { replaced = map[string]int{} }
`,
    { rules: ['grows'] },
  );
  t.deepEqual(
    sites.map(({ name, advice }) => [name, advice.length]),
    [
      ['bounded', 0],
      ['replaced', 0],
      ['named', 0],
    ],
  );
});

test('the lock of another value of the same name is no lock of this one', async (t) => {
  const { sites } = await adviseSource(`
import "sync"

type Hub struct {
	mu sync.Mutex
	rooms []*Room
}

type Room struct {
	mu sync.Mutex
	//mapswell:guarded-by mu
	users map[string]int
}

func (h *Hub) Add(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, room := range h.rooms {
		room.add(name)
	}
}

func (r *Room) add(name string) { r.users[name] = 1 }
`);
  t.deepEqual(
    sites.map(({ advice }) => advice.map(({ reason }) => reason)),
    [['"guarded-by mu" in line 13: written in line 25 (Room.add) without it']],
  );
});
