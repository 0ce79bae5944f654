//go:build go1.21

package main

func clearMap(m map[K]V) {
	clear(m)
}
