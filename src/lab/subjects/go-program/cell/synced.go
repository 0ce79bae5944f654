//go:build go1.20

package main

func (s *synced) store(k K, v V) {
	if !isKept {
		s.m.Store(k, v)
	} else if _, was := s.m.Swap(k, v); !was {
		counted++
	}
}
