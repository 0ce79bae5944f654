// Command cell performs the operations of a scenario's cell on a real map.
//
// Arguments: exact or timed, guard, size hint, writers, seed, and the operations between two points
// of the staircase (exact) or between two timed operations (timed). types.go, written per cell,
// gives K, V, keyBytes, readKey, update and spread.
//
// Standard input: frames. A frame is, for every writer, the number of its operations (4 bytes, little
// endian), their kinds (a byte each: insert, update, delete, lookup) and their keys (keyBytes each);
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
)

const endOfWorkload = 0xffffffff

var zero V

func main() {
	seed, _ := strconv.ParseUint(os.Args[5], 10, 64)
	interval := number(os.Args[6])
	writers := number(os.Args[4])
	in := &frames{in: bufio.NewReaderSize(os.Stdin, 1<<16), writers: make([][]operation, writers)}
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

// The operations of every writer, frame by frame; the memory is used again.
type frames struct {
	in      *bufio.Reader
	buffer  []byte
	writers [][]operation
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
	if cap(f.writers[w]) < count {
		f.writers[w] = make([]operation, count)
	}
	f.writers[w] = f.writers[w][:count]
	keys := bytes[count:]
	for i := range f.writers[w] {
		f.writers[w][i] = operation{bytes[i], readKey(keys[i*keyBytes : (i+1)*keyBytes])}
	}
}

func perform(t target, o operation) {
	switch o.kind {
	case insertKind:
		t.insert(o.key)
	case updateKind:
		t.update(o.key)
	case deleteKind:
		t.remove(o.key)
	default:
		t.lookup(o.key)
	}
}
