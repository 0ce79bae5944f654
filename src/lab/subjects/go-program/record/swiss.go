//go:build go1.24

package main

import (
	"encoding/binary"
	"fmt"
	"hash"
	"unsafe"
)

// The header of a Swiss map, and a table of it.
type swissMap struct {
	used              uint64
	seed              uint64
	dirPtr            unsafe.Pointer
	dirLen            int
	globalDepth       uint8
	globalShift       uint8
	writing           uint8
	tombstonePossible uint8
	clearSeq          uint64
}

type swissTable struct {
	used, capacity, growthLeft uint16
	localDepth                 uint8
	index                      int
	groups                     unsafe.Pointer
	lengthMask                 uint64
}

const groupBytes = 8 + 8*16

type state struct {
	swissMap
	tables, capacity, growthLeft int
}

func readState(p unsafe.Pointer) state {
	s := state{swissMap: *(*swissMap)(p)}
	eachTable(&s.swissMap, func(t *swissTable) {
		s.tables++
		s.capacity += int(t.capacity)
		s.growthLeft += int(t.growthLeft)
	})
	return s
}

func eachTable(m *swissMap, visit func(*swissTable)) {
	var last *swissTable
	for i := 0; i < m.dirLen; i++ {
		t := *(**swissTable)(field(m.dirPtr, uintptr(i)*8))
		if t != last {
			visit(t)
		}
		last = t
	}
}

func (s state) json() string {
	return fmt.Sprintf(
		`"c":%d,"seed":"%d","dl":%d,"gd":%d,"tp":%d,"cs":%d,"nt":%d,"cap":%d,"gl":%d`,
		s.used, s.seed, s.dirLen, s.globalDepth, s.tombstonePossible, s.clearSeq,
		s.tables, s.capacity, s.growthLeft)
}

func feed(h hash.Hash, p unsafe.Pointer) {
	m := (*swissMap)(p)
	if m.dirLen == 0 && m.dirPtr != nil {
		feedBytes(h, m.dirPtr, groupBytes)
	}
	eachTable(m, func(t *swissTable) {
		var head [9]byte
		binary.LittleEndian.PutUint16(head[0:], t.used)
		binary.LittleEndian.PutUint16(head[2:], t.capacity)
		binary.LittleEndian.PutUint16(head[4:], t.growthLeft)
		head[6] = t.localDepth
		binary.LittleEndian.PutUint16(head[7:], uint16(t.index))
		h.Write(head[:])
		feedBytes(h, t.groups, uintptr(t.lengthMask+1)*groupBytes)
	})
}

// The turn of the slots and that of the directory; the runtime has moved the latter to the beginning of
// a table by now, which changes nothing.
func startOf(iterator unsafe.Pointer) (first, second uint64) {
	return *(*uint64)(field(iterator, 4*8)), *(*uint64)(field(iterator, 5*8))
}
