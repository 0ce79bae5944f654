//go:build go1.24

package main

import "unsafe"

// Lets an iterator begin anew: one word turns the slots, the other the directory.
func restart(iterator unsafe.Pointer, first, second uint64) {
	*(*uint64)(at(iterator, 4*8)) = first
	*(*uint64)(at(iterator, 5*8)) = second
	*(*uint64)(at(iterator, 11*8)) = 0
	// A small map has one group, and says so.
	if index := (*int)(at(iterator, 8*8)); *index >= 0 {
		*index = 0
		*(*unsafe.Pointer)(at(iterator, 9*8)) = nil
		*(*unsafe.Pointer)(at(iterator, 10*8)) = nil
	}
}
