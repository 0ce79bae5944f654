//go:build !go1.21

package main

// The compiler turns this very loop into a clear, unless it inlines the function.
//
//go:noinline
func clearTable() {
	for key := range table {
		delete(table, key)
	}
}
