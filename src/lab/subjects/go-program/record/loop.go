package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"reflect"
	"unsafe"
)

// A range loop over the table: what it began with, and what it visited in which order.
type loop struct {
	first, second uint64
	digest        string
	iterator      *reflect.MapIter
	visited       [][2]int64
}

// Room is made before anything is measured.
var room [][2]int64

// begin takes the iterator of package reflect: that of the runtime stands in it, behind a Value.
func (l *loop) begin() {
	l.iterator = reflect.ValueOf(table).MapRange()
	if cap(room) < len(table) {
		room = make([][2]int64, 0, 2*len(table))
	}
	l.visited = room[:0]
}

func (l *loop) run(kind byte, limit int) {
	copied := table
	switch kind {
	case 'y':
		copied = make(map[int64]int64)
	case 'h':
		copied = make(map[int64]int64, len(table))
	}
	fields := field(unsafe.Pointer(l.iterator), unsafe.Sizeof(reflect.Value{}))
	for l.iterator.Next() {
		// Key and elem stand first in the runtime's iterator.
		key := **(**int64)(fields)
		elem := **(**int64)(field(fields, 8))
		if len(l.visited) == 0 {
			l.first, l.second = startOf(fields)
		}
		l.visited = append(l.visited, [2]int64{key, elem})
		if kind != 'i' {
			copied[key] = elem
		}
		if len(l.visited) == limit {
			break
		}
	}
	table = copied
}

func (l *loop) end() {
	h := sha256.New()
	var entry [16]byte
	for _, pair := range l.visited {
		binary.LittleEndian.PutUint64(entry[:], uint64(pair[0]))
		binary.LittleEndian.PutUint64(entry[8:], uint64(pair[1]))
		h.Write(entry[:])
	}
	l.digest = hex.EncodeToString(h.Sum(nil))[:16]
	l.iterator, l.visited = nil, nil
}
