//go:build go1.27

package main

import _ "unsafe"

// The words that the portable hash is keyed by, where they stand since Go 1.27.
//
//go:linkname hashKey internal/runtime/maps.hashkey
var hashKey [4]uintptr
