package main

import (
	"strconv"
	"strings"
	"sync"
)

// A map behind its guard.
type target interface {
	insert(K)
	update(K)
	remove(K)
	lookup(K) bool
	// The map that a key belongs to and its number; nil where there is no built-in map.
	shardOf(K) (map[K]V, int)
	entries() int
	maps() []map[K]V
}

func newGuarded(guard string, hint int) target {
	switch guard {
	case "none":
		return &plain{make(map[K]V, hint)}
	case "mutex":
		return &mutexed{plain: plain{make(map[K]V, hint)}}
	case "rwmutex":
		return &rwmutexed{plain: plain{make(map[K]V, hint)}}
	case "sync.Map":
		return &synced{}
	}
	shards, err := strconv.Atoi(strings.TrimPrefix(guard, "sharded:"))
	if err != nil {
		panic("unknown guard " + guard)
	}
	s := make(sharded, shards)
	for i := range s {
		s[i].m = make(map[K]V, (hint+shards-1)/shards)
	}
	return s
}

type plain struct{ m map[K]V }

func (p *plain) insert(k K)               { p.m[k] = zero }
func (p *plain) update(k K)               { update(p.m, k) }
func (p *plain) remove(k K)               { delete(p.m, k) }
func (p *plain) lookup(k K) bool          { _, ok := p.m[k]; return ok }
func (p *plain) shardOf(K) (map[K]V, int) { return p.m, 0 }
func (p *plain) entries() int             { return len(p.m) }
func (p *plain) maps() []map[K]V          { return []map[K]V{p.m} }

type mutexed struct {
	lock sync.Mutex
	plain
}

func (p *mutexed) insert(k K) { p.lock.Lock(); p.plain.insert(k); p.lock.Unlock() }
func (p *mutexed) update(k K) { p.lock.Lock(); p.plain.update(k); p.lock.Unlock() }
func (p *mutexed) remove(k K) { p.lock.Lock(); p.plain.remove(k); p.lock.Unlock() }
func (p *mutexed) lookup(k K) bool {
	p.lock.Lock()
	ok := p.plain.lookup(k)
	p.lock.Unlock()
	return ok
}

type rwmutexed struct {
	lock sync.RWMutex
	plain
}

func (p *rwmutexed) insert(k K) { p.lock.Lock(); p.plain.insert(k); p.lock.Unlock() }
func (p *rwmutexed) update(k K) { p.lock.Lock(); p.plain.update(k); p.lock.Unlock() }
func (p *rwmutexed) remove(k K) { p.lock.Lock(); p.plain.remove(k); p.lock.Unlock() }
func (p *rwmutexed) lookup(k K) bool {
	p.lock.RLock()
	ok := p.plain.lookup(k)
	p.lock.RUnlock()
	return ok
}

type shard struct {
	mutexed
	_ [64]byte
}

type sharded []shard

func (s sharded) of(k K) int {
	return int((spread(k) >> 32) * uint64(len(s)) >> 32)
}

func (s sharded) insert(k K)      { s[s.of(k)].insert(k) }
func (s sharded) update(k K)      { s[s.of(k)].update(k) }
func (s sharded) remove(k K)      { s[s.of(k)].remove(k) }
func (s sharded) lookup(k K) bool { return s[s.of(k)].lookup(k) }

func (s sharded) shardOf(k K) (map[K]V, int) {
	i := s.of(k)
	return s[i].m, i
}

func (s sharded) entries() int {
	sum := 0
	for i := range s {
		sum += len(s[i].m)
	}
	return sum
}

func (s sharded) maps() []map[K]V {
	var all []map[K]V
	for i := range s {
		all = append(all, s[i].m)
	}
	return all
}

// A value that the runtime keeps in no table of small ones: every store makes an object for it.
var filled = fill()

// Walking a sync.Map changes it, so in an exact pass its entries are counted as they come and go; by
// threads they could not be. The count stands outside: the heap tells what the map holds.
type synced struct{ m sync.Map }

var counted int

func (s *synced) insert(k K) { s.store(k, filled) }
func (s *synced) update(k K) { s.store(k, next(s.m.Load(k))) }
func (s *synced) remove(k K) {
	if !isKept {
		s.m.Delete(k)
	} else if _, was := s.m.LoadAndDelete(k); was {
		counted--
	}
}
func (s *synced) lookup(k K) bool          { _, ok := s.m.Load(k); return ok }
func (s *synced) shardOf(K) (map[K]V, int) { return nil, 0 }
func (s *synced) maps() []map[K]V          { return nil }

func next(value any, ok bool) V {
	if !ok {
		return bump(zero)
	}
	return bump(value.(V))
}

func (s *synced) entries() int { return counted }

// Bits without any order, to choose a shard by.
func scramble(x uint64) uint64 {
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}

// FNV-1a.
func spreadBytes(bytes []byte) uint64 {
	hash := uint64(0xcbf29ce484222325)
	for _, b := range bytes {
		hash = (hash ^ uint64(b)) * 0x100000001b3
	}
	return scramble(hash)
}
