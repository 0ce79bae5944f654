//go:build !go1.24

package main

import (
	"runtime"
	"strings"
	"unsafe"
)

type header struct {
	count      int
	flags, b   uint8
	noverflow  uint16
	hash0      uint32
	buckets    unsafe.Pointer
	oldbuckets unsafe.Pointer
}

// Whether one more entry is more than the load factor allows.
func (h *header) isFull() bool {
	return h.count >= 8 && h.count >= loadNumerator*(1<<h.b/2)
}

// Whether there are about as many overflow buckets as buckets.
func (h *header) isCrowded() bool {
	overflow := h.b
	if overflow > 15 {
		overflow = 15
	}
	return h.noverflow >= 1<<overflow
}

// What a map looks like where a key belongs.
type look struct {
	table     unsafe.Pointer
	buckets   int
	growing   bool
	wouldGrow bool
	always    bool
}

var loadNumerator = 13

func init() {
	if strings.HasPrefix(runtime.Version(), "go1.21") {
		loadNumerator = 12
	}
}

func lookAt(m map[K]V, _ *K) look {
	h := *(**header)(unsafe.Pointer(&m))
	growing := h.oldbuckets != nil
	return look{
		table:     h.buckets,
		buckets:   1 << h.b,
		growing:   growing,
		wouldGrow: !growing && (h.isFull() || h.isCrowded()),
	}
}

// Every operation reads the header anyway: a look at it before one that is timed makes that no faster.
const headerTellsState = true

// Whether an operation starts a growth if its key is new.
func mayGrow(m map[K]V, kind byte) bool {
	h := *(**header)(unsafe.Pointer(&m))
	if kind > updateKind || h.oldbuckets != nil {
		return false
	}
	return h.isFull() || h.isCrowded()
}

// Whether an operation started a growth.
func (l look) changed(after look, _ bool) bool {
	return l.table != nil && l.table != after.table
}

// The growths that an operation started.
func (l look) growthsUntil(after look, _ bool) []growth {
	if !l.changed(after, false) {
		return nil
	}
	if after.buckets == l.buckets {
		return []growth{{kind: "same-size", from: l.buckets, to: after.buckets}}
	}
	return []growth{{kind: "double", from: l.buckets, to: after.buckets}}
}

func seedMap(m map[K]V, seed uint64) {
	(*(**header)(unsafe.Pointer(&m))).hash0 = uint32(seed)
}

// A shape of the whole table.
func shapeOf(m map[K]V) shape {
	h := *(**header)(unsafe.Pointer(&m))
	s := shape{
		buckets:  1 << h.b,
		capacity: 8,
		slots:    8 << h.b,
		estimate: int(h.noverflow),
		growing:  h.oldbuckets != nil,
	}
	if h.b > 0 {
		s.capacity = loadNumerator * (1 << h.b / 2)
	}
	size := 16 + 8*slot(unsafe.Sizeof(*new(K))) + 8*slot(unsafe.Sizeof(*new(V)))
	for i := uintptr(0); h.buckets != nil && i < uintptr(s.buckets); i++ {
		for b := chained(h.buckets, (i+1)*size); b != nil; b = chained(b, size) {
			s.overflow++
		}
	}
	return s
}

// The overflow pointer at the end of a bucket.
func chained(p unsafe.Pointer, end uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(uintptr(p) + end - 8))
}

func slot(size uintptr) uintptr {
	if size > 128 {
		return 8
	}
	return size
}
