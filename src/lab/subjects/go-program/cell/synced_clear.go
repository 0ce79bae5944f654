//go:build go1.23

package main

func (s *synced) clear() { s.m.Clear() }
