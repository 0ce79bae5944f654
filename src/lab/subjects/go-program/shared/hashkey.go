//go:build !go1.27

package main

import _ "unsafe"

// The words that the portable hash is keyed by.
//
//go:linkname hashKey runtime.hashkey
var hashKey [4]uintptr
