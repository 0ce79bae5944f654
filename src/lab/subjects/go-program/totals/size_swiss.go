//go:build go1.24

package main

import "unsafe"

// Slots of a Swiss map while it has one table at most; -1 from the first split on, whose inserts the
// hash decides.
func tableSize(header unsafe.Pointer) int {
	directory := *(*unsafe.Pointer)(unsafe.Pointer(uintptr(header) + 16))
	switch *(*int)(unsafe.Pointer(uintptr(header) + 24)) {
	case 0:
		if directory == nil {
			return 0
		}
		return 8
	case 1:
		table := *(*unsafe.Pointer)(directory)
		return int(*(*uint16)(unsafe.Pointer(uintptr(table) + 2)))
	}
	return -1
}

// A Swiss map has none.
func chainsOf(unsafe.Pointer) []int { return nil }
