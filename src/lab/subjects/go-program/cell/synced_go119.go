//go:build !go1.20

package main

// Without a swap only a look-up tells whether the key is new, and it counts as one.
func (s *synced) store(k K, v V) {
	if isKept {
		if _, was := s.m.Load(k); !was {
			counted++
		}
	}
	s.m.Store(k, v)
}

// Without a CompareAndSwap another writer may come between.
func (s *synced) modify(k K, now uint64) { s.update(k, now) }
