//go:build !go1.24

package main

import (
	"fmt"
	"hash"
	"unsafe"
)

// The header of a classic map, and what hangs on it.
type hmap struct {
	count      int
	flags, b   uint8
	noverflow  uint16
	hash0      uint32
	buckets    unsafe.Pointer
	oldbuckets unsafe.Pointer
	nevacuate  uintptr
	extra      *mapextra
}

type mapextra struct {
	overflow, oldoverflow *[]unsafe.Pointer
	nextOverflow          unsafe.Pointer
}

const (
	bucketBytes  = 8 + 8*8 + 8*8 + 8
	overflowAt   = bucketBytes - 8
	sameSizeGrow = 8
)

type state struct {
	hmap
	free, length, capacity, oldLength int
}

func readState(p unsafe.Pointer) state {
	h := (*hmap)(p)
	s := state{hmap: *h, free: -1}
	if h.extra == nil {
		return s
	}
	if h.extra.overflow != nil {
		s.length, s.capacity = len(*h.extra.overflow), cap(*h.extra.overflow)
	}
	if h.extra.oldoverflow != nil {
		s.oldLength = len(*h.extra.oldoverflow)
	}
	if spare := h.extra.nextOverflow; spare != nil {
		s.free = 1
		for ; *(*unsafe.Pointer)(field(spare, overflowAt)) == nil; s.free++ {
			spare = field(spare, bucketBytes)
		}
	}
	return s
}

func (s state) json() string {
	return fmt.Sprintf(
		`"c":%d,"B":%d,"f":%d,"nov":%d,"nev":%d,"g":%t,"h0":%d,"free":%d,"ol":%d,"oc":%d,"ool":%d`,
		s.count, s.b, s.flags, s.noverflow, s.nevacuate, s.oldbuckets != nil, s.hash0,
		s.free, s.length, s.capacity, s.oldLength)
}

func feed(h hash.Hash, p unsafe.Pointer) {
	m := (*hmap)(p)
	buckets := uintptr(1) << m.b
	feedBuckets(h, m.buckets, buckets)
	if m.flags&sameSizeGrow == 0 {
		buckets /= 2
	}
	if m.oldbuckets != nil {
		feedBuckets(h, m.oldbuckets, buckets)
	}
}

func feedBuckets(h hash.Hash, array unsafe.Pointer, buckets uintptr) {
	if array == nil {
		return
	}
	for i := uintptr(0); i < buckets; i++ {
		for b := field(array, i*bucketBytes); b != nil; {
			feedBytes(h, b, overflowAt)
			b = *(*unsafe.Pointer)(field(b, overflowAt))
			if b == nil {
				h.Write([]byte{0xbb})
			} else {
				h.Write([]byte{0xaa})
			}
		}
	}
}

// The first bucket and the turn of the slots, as the random word that they were taken from.
func startOf(iterator unsafe.Pointer) (first, second uint64) {
	bucket := *(*uint64)(field(iterator, 8*8))
	offset := *(*uint8)(field(iterator, 9*8))
	return bucket | uint64(offset)<<(*hmap)(header()).b, 0
}
