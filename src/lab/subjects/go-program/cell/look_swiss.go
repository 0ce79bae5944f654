//go:build go1.24

package main

import "unsafe"

type header struct {
	used        uint64
	seed        uint64
	directory   unsafe.Pointer
	length      int
	globalDepth uint8
	globalShift uint8
}

type table struct {
	used, capacity, growthLeft uint16
}

// What a map looks like where a key belongs.
type look struct {
	table      unsafe.Pointer
	length     int
	capacity   int
	growthLeft int
	growing    bool
	wouldGrow  bool
	// Whether writing a key that is there may grow the map too.
	always bool
}

func lookAt(m map[K]V, key *K) look {
	h := *(**header)(unsafe.Pointer(&m))
	if h.length == 0 {
		isFull := h.used == 8
		return look{table: h.directory, capacity: 8, wouldGrow: isFull, always: isFull}
	}
	index := uintptr(0)
	if h.globalDepth > 0 {
		index = hashOf(key, h.seed) >> h.globalShift
	}
	t := *(**table)(unsafe.Pointer(uintptr(h.directory) + index*8))
	return look{
		table:      unsafe.Pointer(t),
		length:     h.length,
		capacity:   int(t.capacity),
		growthLeft: int(t.growthLeft),
		wouldGrow:  t.growthLeft == 0,
	}
}

// The type of the map. A variable: a constant would be read when the program is compiled, and the linker
// of Go 1.27 then fails on the hash functions of most sizes.
var kindOfMap = kindOf(map[K]V(nil))

//go:noinline
func kindOf(boxed any) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&boxed))
}

// By the hash function in the type of the map.
func hashOf(key *K, seed uint64) uintptr {
	hasher := *(*func(unsafe.Pointer, uintptr) uintptr)(unsafe.Pointer(uintptr(kindOfMap) + 72))
	return hasher(unsafe.Pointer(key), uintptr(seed))
}

// What grows is the table of a key. A look at that before an operation brings it into the cache, and the
// operation that is timed then takes less: its median 75 ns, and not 81.
const headerTellsState = false

func mayGrow(map[K]V, byte) bool { return false }

// Whether an operation started a growth.
func (l look) changed(after look, isInsert bool) bool {
	return l.table != nil && (l.table != after.table || l.pruned(after, isInsert))
}

func (l look) pruned(after look, isInsert bool) bool {
	return isInsert && l.table == after.table && l.length > 0 && l.growthLeft == 0 && after.growthLeft > 0
}

// The growths that an operation started.
func (l look) growthsUntil(after look, isInsert bool) []growth {
	if !l.changed(after, isInsert) {
		return nil
	}
	if l.pruned(after, isInsert) {
		return []growth{{kind: "prune", from: l.capacity, to: after.capacity}}
	}
	if l.capacity < 1024 {
		return []growth{{kind: "table-growth", from: l.capacity, to: l.capacity * 2}}
	}
	grown := []growth{{kind: "split", from: l.capacity, to: l.capacity * 2}}
	if after.length > l.length {
		grown = append(grown, growth{kind: "directory-doubling", from: l.length, to: after.length})
	}
	return grown
}

func seedMap(m map[K]V, seed uint64) {
	(*(**header)(unsafe.Pointer(&m))).seed = seed
}

// A shape of the whole map.
func shapeOf(m map[K]V) shape {
	h := *(**header)(unsafe.Pointer(&m))
	if h.length == 0 {
		return shape{buckets: 1, capacity: 8, slots: 8}
	}
	var s shape
	var last *table
	for i := 0; i < h.length; i++ {
		t := *(**table)(unsafe.Pointer(uintptr(h.directory) + uintptr(i)*8))
		if t == last {
			continue
		}
		last = t
		s.slots += int(t.capacity)
		s.capacity += int(t.used + t.growthLeft)
	}
	s.buckets = s.slots / 8
	return s
}
