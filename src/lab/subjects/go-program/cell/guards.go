package main

import (
	"strconv"
	"strings"
	"sync"
)

// A map behind its guard.
type target interface {
	insert(k K, now uint64)
	update(k K, now uint64)
	remove(K)
	lookup(K) bool
	// A look-up, then a write of what it gave.
	modify(k K, now uint64)
	// A look-up that deletes what is too old.
	expire(k K, now uint64)
	// An operation on the whole map; entries that it visited or deleted.
	whole(kind byte, argument, now uint64) int
	// The map that a key belongs to and its number; nil where there is no built-in map.
	shardOf(K) (map[K]V, int)
	entries() int
	maps() []map[K]V
	// Where the maps are: a copy takes the place of one.
	places() []*map[K]V
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

func (p *plain) insert(k K, now uint64) { p.m[k] = written(zero, now) }
func (p *plain) update(k K, now uint64) {
	if hasAges {
		p.m[k] = written(zero, now)
	} else {
		update(p.m, k)
	}
}
func (p *plain) modify(k K, now uint64) {
	v := p.m[k]
	p.m[k] = changed(v, now)
}
func (p *plain) expire(k K, now uint64) {
	if v, ok := p.m[k]; ok && isOlder(v, now, expireAfter) {
		delete(p.m, k)
	}
}
func (p *plain) remove(k K)      { delete(p.m, k) }
func (p *plain) lookup(k K) bool { _, ok := p.m[k]; return ok }
func (p *plain) whole(kind byte, argument, now uint64) int {
	count := 0
	switch kind {
	case clearKind:
		clearMap(p.m)
	case iterateKind:
		for range p.m {
			count++
			if uint64(count) == argument {
				break
			}
		}
	case copyKind:
		fresh := newCopy(p.m, argument)
		for k, v := range p.m {
			fresh[k] = v
		}
		p.m = fresh
	case deleteIfKind:
		for k, v := range p.m {
			if isOlder(v, now, argument) {
				before := len(p.m)
				delete(p.m, k)
				count += before - len(p.m)
			}
		}
	}
	return count
}
func (p *plain) places() []*map[K]V       { return []*map[K]V{&p.m} }
func (p *plain) shardOf(K) (map[K]V, int) { return p.m, 0 }
func (p *plain) entries() int             { return len(p.m) }
func (p *plain) maps() []map[K]V          { return []map[K]V{p.m} }

type mutexed struct {
	lock sync.Mutex
	plain
}

func (p *mutexed) insert(k K, now uint64) { p.lock.Lock(); p.plain.insert(k, now); p.lock.Unlock() }
func (p *mutexed) update(k K, now uint64) { p.lock.Lock(); p.plain.update(k, now); p.lock.Unlock() }
func (p *mutexed) modify(k K, now uint64) { p.lock.Lock(); p.plain.modify(k, now); p.lock.Unlock() }
func (p *mutexed) expire(k K, now uint64) { p.lock.Lock(); p.plain.expire(k, now); p.lock.Unlock() }
func (p *mutexed) remove(k K)             { p.lock.Lock(); p.plain.remove(k); p.lock.Unlock() }
func (p *mutexed) whole(kind byte, argument, now uint64) int {
	p.lock.Lock()
	count := p.plain.whole(kind, argument, now)
	p.lock.Unlock()
	return count
}
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

func (p *rwmutexed) insert(k K, now uint64) { p.lock.Lock(); p.plain.insert(k, now); p.lock.Unlock() }
func (p *rwmutexed) update(k K, now uint64) { p.lock.Lock(); p.plain.update(k, now); p.lock.Unlock() }
func (p *rwmutexed) modify(k K, now uint64) { p.lock.Lock(); p.plain.modify(k, now); p.lock.Unlock() }
func (p *rwmutexed) expire(k K, now uint64) { p.lock.Lock(); p.plain.expire(k, now); p.lock.Unlock() }
func (p *rwmutexed) remove(k K)             { p.lock.Lock(); p.plain.remove(k); p.lock.Unlock() }
func (p *rwmutexed) whole(kind byte, argument, now uint64) int {
	if kind == iterateKind {
		p.lock.RLock()
		defer p.lock.RUnlock()
	} else {
		p.lock.Lock()
		defer p.lock.Unlock()
	}
	return p.plain.whole(kind, argument, now)
}
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

func (s sharded) insert(k K, now uint64) { s[s.of(k)].insert(k, now) }
func (s sharded) update(k K, now uint64) { s[s.of(k)].update(k, now) }
func (s sharded) modify(k K, now uint64) { s[s.of(k)].modify(k, now) }
func (s sharded) expire(k K, now uint64) { s[s.of(k)].expire(k, now) }
func (s sharded) remove(k K)             { s[s.of(k)].remove(k) }
func (s sharded) lookup(k K) bool        { return s[s.of(k)].lookup(k) }

// One shard after the other, as guarded maps do; a loop that ends after so many entries ends there.
func (s sharded) whole(kind byte, argument, now uint64) int {
	sum := 0
	for i := range s {
		left := argument
		if kind == iterateKind && argument > 0 {
			left -= uint64(sum)
		}
		sum += s[i].whole(kind, left, now)
		if kind == iterateKind && argument > 0 && uint64(sum) == argument {
			break
		}
	}
	return sum
}

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

func (s sharded) places() []*map[K]V {
	var all []*map[K]V
	for i := range s {
		all = append(all, &s[i].m)
	}
	return all
}

// A fresh map for a copy, made for as many entries where there is a hint.
func newCopy(m map[K]V, hint uint64) map[K]V {
	if hint == 0 {
		return make(map[K]V)
	}
	return make(map[K]V, len(m))
}

// Where entries have an age, every value says when it was written.
func written(v V, now uint64) V {
	if hasAges {
		return stamp(v, now)
	}
	return v
}

// One more, or written anew.
func changed(v V, now uint64) V {
	if hasAges {
		return stamp(v, now)
	}
	return bump(v)
}

func isOlder(v V, now, age uint64) bool {
	return now >= stampOf(v)+age
}

// A value that the runtime keeps in no table of small ones: every store makes an object for it.
var filled = fill()

// Walking a sync.Map changes it, so in an exact pass its entries are counted as they come and go; by
// threads they could not be. The count stands outside: the heap tells what the map holds.
type synced struct{ m sync.Map }

var counted int

func (s *synced) insert(k K, now uint64) { s.store(k, written(filled, now)) }
func (s *synced) update(k K, now uint64) {
	v, ok := s.m.Load(k)
	s.store(k, written(next(v, ok), now))
}
func (s *synced) expire(k K, now uint64) {
	if v, ok := s.m.Load(k); ok && isOlder(v.(V), now, expireAfter) {
		s.remove(k)
	}
}
func (s *synced) whole(kind byte, argument, now uint64) int {
	count := 0
	switch kind {
	case clearKind:
		s.clear()
		counted = 0
	case iterateKind:
		s.m.Range(func(_, _ any) bool {
			count++
			return uint64(count) != argument
		})
	case deleteIfKind:
		s.m.Range(func(k, v any) bool {
			if isOlder(v.(V), now, argument) {
				s.m.Delete(k)
				count++
			}
			return true
		})
		if isKept {
			counted -= count
		}
	}
	return count
}
func (s *synced) places() []*map[K]V { return nil }
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
