//go:build !go1.24

package main

import "unsafe"

// Buckets of a classic map, by the logarithm in its header.
func tableSize(header unsafe.Pointer) int {
	return 1 << *(*uint8)(unsafe.Pointer(uintptr(header) + 9))
}
