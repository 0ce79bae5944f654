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
	// Entries that it visits after each operation, of one that stays open.
	step int
}

// Room is made before anything is measured: no loop visits more than was ever put.
var room [][2]int64

// The loop that stays open; nil where none is.
var open *loop

// begin takes the iterator of package reflect: that of the runtime stands in it, behind a Value.
func (l *loop) begin() {
	l.iterator = reflect.ValueOf(table).MapRange()
	l.visited = room[:0]
}

// next visits an entry; false behind the last one.
func (l *loop) next() bool {
	if !l.iterator.Next() {
		return false
	}
	// Key and elem stand first in the runtime's iterator.
	fields := field(unsafe.Pointer(l.iterator), unsafe.Sizeof(reflect.Value{}))
	if len(l.visited) == 0 {
		l.first, l.second = startOf(fields)
	}
	l.visited = append(l.visited, [2]int64{**(**int64)(fields), **(**int64)(field(fields, 8))})
	return true
}

// goOn lets the open loop visit what it visits after an operation; true behind its last entry.
func goOn() bool {
	for left := open.step; left > 0; left-- {
		if !open.next() {
			return true
		}
	}
	return false
}

// endOpen ends the open loop, if there is one.
func endOpen() {
	if open != nil {
		open.end()
		open = nil
	}
}

func (l *loop) run(kind byte, limit int) {
	copied := table
	switch kind {
	case 'y':
		copied = make(map[int64]int64)
	case 'h':
		copied = make(map[int64]int64, len(table))
	}
	for l.next() {
		last := l.visited[len(l.visited)-1]
		switch kind {
		case 'y', 'h':
			copied[last[0]] = last[1]
		case 's':
			if last[1]%int64(limit) == 0 {
				delete(table, last[0])
			}
		case 'i':
			if len(l.visited) == limit {
				return
			}
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
