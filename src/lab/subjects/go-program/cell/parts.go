package main

import (
	"encoding/binary"
	"unsafe"
)

// Kinds of parts of a key: see src/lab/workload/key-layout.ts.
const (
	memoryPart = iota
	floatPart
	stringPart
	interfacePart
)

type keyPart struct {
	kind int
	// In the key, and what it takes there, of a string what it is long.
	offset, size uintptr
	// Among the bytes of the frame.
	wire int
}

const (
	heldInteger = 1
	heldText    = 2
)

func bytesAt(p unsafe.Pointer, size uintptr) []byte {
	return (*[1 << 30]byte)(p)[:size:size]
}

// Makes a key of its parts. What it points to is kept outside the heap, as strings are.
func readParts(key unsafe.Pointer, b []byte) {
	for _, p := range keyParts {
		at := unsafe.Pointer(uintptr(key) + p.offset)
		from := b[p.wire:]
		switch p.kind {
		case stringPart:
			*(*string)(at) = keep(from[:p.size])
		case interfacePart:
			*(*interface{})(at) = held(from)
		default:
			copy(bytesAt(at, p.size), from)
		}
	}
}

type boxed struct {
	kind, data unsafe.Pointer
}

func held(from []byte) interface{} {
	if !isKept {
		if from[0] == heldText {
			return string(from[8 : 8+textBytes])
		}
		return int(binary.LittleEndian.Uint64(from[8:]))
	}
	if from[0] == heldText {
		text := keep(from[8 : 8+textBytes])
		header := keep(bytesAt(unsafe.Pointer(&text), 16))
		return boxOf(interface{}(""), header)
	}
	return boxOf(interface{}(0), keep(from[8:16]))
}

// An interface of the type of another one, with its data where those bytes are.
func boxOf(like interface{}, bytes string) interface{} {
	box := (*boxed)(unsafe.Pointer(&like))
	box.data = *(*unsafe.Pointer)(unsafe.Pointer(&bytes))
	return like
}

func spreadParts(key unsafe.Pointer) uint64 {
	hash := uint64(0)
	for _, p := range keyParts {
		at := unsafe.Pointer(uintptr(key) + p.offset)
		switch p.kind {
		case stringPart:
			hash = scramble(hash ^ spreadBytes([]byte(*(*string)(at))))
		case interfacePart:
			if text, is := (*(*interface{})(at)).(string); is {
				hash = scramble(hash ^ spreadBytes([]byte(text)))
			} else {
				hash = scramble(hash ^ uint64((*(*interface{})(at)).(int)))
			}
		default:
			hash = scramble(hash ^ spreadBytes(bytesAt(at, p.size)))
		}
	}
	return hash
}
