//go:build !go1.23

package main

// Without a Clear every key is deleted.
func (s *synced) clear() {
	s.m.Range(func(k, _ any) bool {
		s.m.Delete(k)
		return true
	})
}
