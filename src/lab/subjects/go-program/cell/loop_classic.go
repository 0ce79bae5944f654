//go:build !go1.24

package main

import "unsafe"

// Lets an iterator begin at the bucket in the low bits of a word; the next three turn the slots.
func restart(iterator unsafe.Pointer, first, _ uint64) {
	b := *(*uint8)(at(iterator, 9*8+2))
	bucket := first & (1<<b - 1)
	*(*unsafe.Pointer)(at(iterator, 5*8)) = nil
	*(*uint64)(at(iterator, 8*8)) = bucket
	*(*uint8)(at(iterator, 9*8)) = uint8(first >> b & 7)
	*(*bool)(at(iterator, 9*8+1)) = false
	*(*uint8)(at(iterator, 9*8+3)) = 0
	*(*uint64)(at(iterator, 10*8)) = bucket
}
