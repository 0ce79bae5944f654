//go:build go1.20

package main

func (s *synced) store(k K, v V) {
	if !isKept {
		s.m.Store(k, v)
	} else if _, was := s.m.Swap(k, v); !was {
		counted++
	}
}

// Load, then CompareAndSwap, or LoadOrStore where the key is absent.
func (s *synced) modify(k K, now uint64) {
	for {
		v, ok := s.m.Load(k)
		if ok {
			if s.m.CompareAndSwap(k, v, changed(v.(V), now)) {
				return
			}
		} else if _, was := s.m.LoadOrStore(k, changed(zero, now)); !was {
			if isKept {
				counted++
			}
			return
		}
	}
}
