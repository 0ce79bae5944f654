//go:build !go1.24

package main

import "unsafe"

// Buckets of a classic map, by the logarithm in its header.
func tableSize(header unsafe.Pointer) int {
	return 1 << *(*uint8)(unsafe.Pointer(uintptr(header) + 9))
}

// Chains of a map that is not growing: main buckets, overflow buckets, and the longest chain in
// buckets and in entries.
func chainsOf(header unsafe.Pointer) []int {
	buckets := *(*unsafe.Pointer)(unsafe.Pointer(uintptr(header) + 16))
	chains := []int{tableSize(header), 0, 0, 0}
	const slots, firstTopHash = 8, 5
	size := slots + slots*slotSize(unsafe.Sizeof(*new(K))) + slots*slotSize(unsafe.Sizeof(*new(V))) + 8
	for i := uintptr(0); buckets != nil && i < uintptr(chains[0]); i++ {
		length, entries := 0, 0
		bucket := unsafe.Pointer(uintptr(buckets) + i*size)
		for bucket != nil {
			length++
			for slot := uintptr(0); slot < slots; slot++ {
				if *(*uint8)(unsafe.Pointer(uintptr(bucket) + slot)) >= firstTopHash {
					entries++
				}
			}
			bucket = *(*unsafe.Pointer)(unsafe.Pointer(uintptr(bucket) + size - 8))
		}
		chains[1] += length - 1
		chains[2] = most(chains[2], length)
		chains[3] = most(chains[3], entries)
	}
	return chains
}

// Bytes of a key or value in a bucket; larger ones are pointers.
func slotSize(bytes uintptr) uintptr {
	if bytes > 128 {
		return 8
	}
	return bytes
}

func most(a, b int) int {
	if a > b {
		return a
	}
	return b
}
