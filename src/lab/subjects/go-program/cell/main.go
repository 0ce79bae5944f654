// Command cell performs the operations of a scenario's cell on a real map.
//
// Arguments: exact or timed, guard, size hint, writers, seed, and the operations between two points
// of the staircase (exact) or between two timed operations (timed). types.go, written per cell,
// gives K, V, keyBytes, readKey, update and spread, and
// what is told of the age of entries: hasAges, expireAfter, stamp and stampOf.
//
// Standard input: frames. A frame is, for every writer, the number of its operations (4 bytes, little
// endian), their kinds (a byte each, see below), their keys (keyBytes each) and, for every operation on
// the whole map, its argument (8 bytes);
// a frame that begins with 0xffffffff ends the workload, and another one may follow on fresh maps.
// Standard output: one line of JSON after every frame, then one after the end of the workload.
package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"strconv"
)

type operation struct {
	kind byte
	key  K
}

const (
	insertKind = iota
	updateKind
	deleteKind
	lookupKind
	modifyKind
	expireKind
	// From here on operations on the whole map.
	clearKind
	iterateKind
	copyKind
	deleteIfKind
	// A loop that stays open while its writer goes on.
	loopKind
	kinds
)

const endOfWorkload = 0xffffffff

// Operations of a writer in a frame, at most.
const argumentRoom = 8192

var zero V

func main() {
	seed, _ := strconv.ParseUint(os.Args[5], 10, 64)
	interval := number(os.Args[6])
	writers := number(os.Args[4])
	in := &frames{in: bufio.NewReaderSize(os.Stdin, 1<<16), writers: make([]stream, writers)}
	for w := range in.writers {
		in.writers[w].room = make([]uint64, argumentRoom)
	}
	if os.Args[1] == "exact" {
		exact(in, seed, interval)
	} else {
		timed(in, seed, interval)
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return value
}

func newTarget() target {
	return newGuarded(os.Args[2], number(os.Args[3]))
}

// The operations of a writer in a frame.
type stream struct {
	operations []operation
	// What the operations on the whole map have instead of a key, in their order.
	arguments []uint64
	// Where they are; made before anything is measured.
	room []uint64
	// Operations of the workload that are done.
	done uint64
}

// The argument of the next operation on the whole map.
func (s *stream) argument() uint64 {
	next := s.arguments[0]
	s.arguments = s.arguments[1:]
	return next
}

// The operations of every writer, frame by frame; the memory is used again.
type frames struct {
	in      *bufio.Reader
	buffer  []byte
	writers []stream
}

// Reads a frame; false at the end of the workload or of the input.
func (f *frames) next() bool {
	for w := range f.writers {
		var head [4]byte
		if _, err := io.ReadFull(f.in, head[:]); err != nil {
			return false
		}
		count := binary.LittleEndian.Uint32(head[:])
		if count == endOfWorkload {
			return false
		}
		f.read(w, int(count))
	}
	return true
}

// Whether another workload follows.
func (f *frames) hasMore() bool {
	_, err := f.in.Peek(1)
	return err == nil
}

func (f *frames) read(w, count int) {
	size := count * (1 + keyBytes)
	if cap(f.buffer) < size {
		f.buffer = make([]byte, size)
	}
	bytes := f.buffer[:size]
	if _, err := io.ReadFull(f.in, bytes); err != nil {
		panic(err)
	}
	s := &f.writers[w]
	if cap(s.operations) < count {
		s.operations = make([]operation, count)
	}
	s.operations = s.operations[:count]
	keys := bytes[count:]
	whole := 0
	for i := range s.operations {
		s.operations[i] = operation{bytes[i], readKey(keys[i*keyBytes : (i+1)*keyBytes])}
		if bytes[i] >= clearKind {
			whole++
		}
	}
	if whole > 0 {
		f.readArguments(s, whole)
	}
}

func (f *frames) readArguments(s *stream, count int) {
	if cap(s.room) < count {
		s.room = make([]uint64, count)
	}
	s.arguments = s.room[:count]
	var word [8]byte
	for i := range s.arguments {
		if _, err := io.ReadFull(f.in, word[:]); err != nil {
			panic(err)
		}
		s.arguments[i] = binary.LittleEndian.Uint64(word[:])
	}
}

// The operation with the number now, from 1, of its writer.
func perform(t target, o operation, now uint64) {
	switch o.kind {
	case insertKind:
		t.insert(o.key, now)
	case updateKind:
		t.update(o.key, now)
	case deleteKind:
		t.remove(o.key)
	case modifyKind:
		t.modify(o.key, now)
	case expireKind:
		t.expire(o.key, now)
	default:
		t.lookup(o.key)
	}
}
