package main

import (
	"reflect"
	"unsafe"
)

// A range loop that begins where it is told: the iterator of package reflect, in which that of the
// runtime stands behind a Value.
type loop struct {
	iterator      *reflect.MapIter
	first, second uint64
	begun         bool
}

func newLoop() loop {
	return loop{iterator: new(reflect.MapIter)}
}

func (l *loop) begin(m map[K]V, first, second uint64) {
	l.iterator.Reset(reflect.ValueOf(m))
	l.first, l.second, l.begun = first, second, false
}

func (l *loop) next() bool {
	if !l.begun {
		l.begun = true
		// The first step draws where it begins; then it is begun anew.
		if !l.iterator.Next() {
			return false
		}
		restart(l.fields(), l.first, l.second)
	}
	return l.iterator.Next()
}

func (l *loop) end() {
	l.iterator.Reset(reflect.Value{})
}

func (l *loop) fields() unsafe.Pointer {
	return at(unsafe.Pointer(l.iterator), unsafe.Sizeof(reflect.Value{}))
}

// Key and elem stand first in the runtime's iterator.
func (l *loop) key() *K  { return *(**K)(l.fields()) }
func (l *loop) elem() *V { return *(**V)(at(l.fields(), 8)) }

func at(p unsafe.Pointer, offset uintptr) unsafe.Pointer {
	return unsafe.Pointer(uintptr(p) + offset)
}
